/** Shapes on a grid of 16, drawn as lines in the colour of the text. */
const SHAPES = {
  add: 'M8 3v10M3 8h10',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  resume: 'M5 3.2v9.6l7.5-4.8z',
  retry: 'M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.8 2.5v2.7h-2.7',
  remove: 'M2.8 4.5h10.4M6.3 4.3V2.8h3.4v1.5M4.2 4.7l.6 8.5h6.4l.6-8.5M6.8 7v3.8M9.2 7v3.8',
  open: 'M9 2.8h4.2V7M13 3 7.5 8.5M7 4H3.5a.7.7 0 0 0-.7.7v7.8c0 .4.3.7.7.7h7.8a.7.7 0 0 0 .7-.7V9',
  showInFolder: 'M2 4.2c0-.4.3-.7.7-.7h3.5l1.5 1.7h5.6c.4 0 .7.3.7.7v6.4c0 .4-.3.7-.7.7H2.7a.7.7 0 0 1-.7-.7z',
  copyLink:
    'M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2',
  close: 'm4 4 8 8M12 4l-8 8',
  more: 'M3 8h.01M3 7.6v.8M8 8h.01M8 7.6v.8M13 8h.01M13 7.6v.8',
  waiting: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.5',
  connecting: 'M8 2a6 6 0 1 1-6 6',
  downloading: 'M8 3v8.5M4.3 8 8 11.7 11.7 8',
  paused: 'M6 4.5v7M10 4.5v7',
  completed: 'm3 8.5 3.3 3.3L13 5',
  alert: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.5M8 11h.01',
  sortUp: 'm4.5 9.5 3.5-3.5 3.5 3.5',
  sortDown: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  drop: 'M8 2v7M5 6.5 8 9.5l3-3M2.5 10.5v2c0 .6.4 1 1 1h9c.6 0 1-.4 1-1v-2',
  keyboard:
    'M2.5 4h11c.3 0 .5.2.5.5v7c0 .3-.2.5-.5.5h-11a.5.5 0 0 1-.5-.5v-7c0-.3.2-.5.5-.5zM4.5 6.5h.01M7 6.5h.01M9.5 6.5h.01M11.8 6.5h.01M5 9.5h6',
  details: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5h.01',
  verify: 'M8 1.8 3 3.6v3.6c0 3.1 2.1 5.6 5 7 2.9-1.4 5-3.9 5-7V3.6zM5.8 7.9l1.6 1.6 3-3.1',
  repair:
    'M13.2 4.4 10.9 6.7 9.3 5.1l2.3-2.3a3.6 3.6 0 0 0-4.7 4.5L2.6 11.6a1.3 1.3 0 0 0 1.8 1.8l4.3-4.3a3.6 3.6 0 0 0 4.5-4.7z',
  newLink:
    'M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M3.3 9a2.6 2.6 0 0 0 2.1 4.4M3.3 9l1.2-1.2M8.5 13h4M10.5 11v4',
  trust:
    'M4.5 7.2h7c.4 0 .7.3.7.7v4.6c0 .4-.3.7-.7.7h-7a.7.7 0 0 1-.7-.7V7.9c0-.4.3-.7.7-.7zM5.6 7.2V5.2a2.4 2.4 0 0 1 4.8 0v2',
  copies: 'M6 5.5h6.5c.3 0 .5.2.5.5v7c0 .3-.2.5-.5.5H6a.5.5 0 0 1-.5-.5V6c0-.3.2-.5.5-.5zM3 10.5V3c0-.3.2-.5.5-.5H10',
  skip: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.5 8h5',
  undo: 'M3 6.5h6.3a3.4 3.4 0 0 1 0 6.8H6.5M5.8 3.5 2.8 6.5l3 3',
  settings: 'M2 4.5h6.5M11.5 4.5H14M10 3v3M2 11.5h2.5M7.5 11.5H14M6 10v3',
  file: 'M9 2H4.5a.7.7 0 0 0-.7.7v10.6c0 .4.3.7.7.7h7a.7.7 0 0 0 .7-.7V5.2zM9 2v3.2h3.2',
} as const;

export type IconName = keyof typeof SHAPES;

/** A small picture beside words that say the same; never read aloud. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg className={className === undefined ? 'icon' : `icon ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
