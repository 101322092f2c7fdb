import { createFormats } from './formats.ts';

/** The formats of this window: the user's own region, as the system tells it. */
export const formats = createFormats(undefined);

/** The time for a moment of today, else the day. A row written yesterday keeps its words until it is written again. */
export function formatMoment(atMs: number): string {
  return formats.moment(atMs, Date.now());
}
