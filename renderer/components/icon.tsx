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
