/** What the tray shows at a glance; the same names as `TrayState` in `main/desktop/tray-state.ts`. */
const STATES = ['idle', 'active', 'paused', 'trouble'] as const;
type State = (typeof STATES)[number];

/** One drawing: `tray-STATE-dark` (black), `-light` (white) or `-colour`. */
export type TrayDrawing = { readonly name: string; readonly svg: string };

/** The posts and the beam of icon.svg, for a bar of 16 pixels. */
const FRAME = 'M2 1h12v2h-1v12h-2V3H5v12H3V3H2z';
/** What is between the posts: the gate shut; raised, with water running; two bars; an exclamation mark. */
const INSIDE: Readonly<Record<State, string>> = {
  idle: 'M6 8h4v6H6z',
  active: 'M6 4h4v3H6zM7 8h2v3h1.6L8 14.2 5.4 11H7z',
  paused: 'M6 5h1.5v9H6zM8.5 5H10v9H8.5z',
  trouble: 'M7.1 4.5h1.8v6H7.1zM7.1 12h1.8v2H7.1z',
};

/** On Linux nobody tells the bar's colour, so the coloured icon is used, with a badge in its corner. */
const BADGE: Readonly<Record<State, string>> = {
  idle: '',
  active: badge('#2fbf71', 'M404 334 v104 M360 398 l44 44 l44 -44'),
  paused: badge('#f0a73a', 'M378 344 v104 M430 344 v104'),
  trouble: badge('#e5484d', 'M404 330 v72 M404 446 v2'),
};

/** All drawings of the tray. `icon` is the source of icon.svg. */
export function trayDrawings(icon: string): readonly TrayDrawing[] {
  return STATES.flatMap((state) => [
    { name: `tray-${state}-dark`, svg: bar(state, '#000000') },
    { name: `tray-${state}-light`, svg: bar(state, '#ffffff') },
    { name: `tray-${state}-colour`, svg: icon.replace('</svg>', `${BADGE[state]}</svg>`) },
  ]);
}

function bar(state: State, fill: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="${fill}"><path d="${FRAME}"/><path d="${INSIDE[state]}"/></svg>`;
}

function badge(fill: string, stroke: string): string {
  return `<circle cx="404" cy="396" r="108" fill="${fill}" stroke="#fff" stroke-width="20"/><path d="${stroke}" fill="none" stroke="#fff" stroke-width="36" stroke-linecap="round" stroke-linejoin="round"/>`;
}
