import { setImmediate as nextTurn } from 'node:timers/promises';

/** Downloads that are changed in one go: about ten milliseconds and a commit, so that clicks, frames and bytes come between. */
export const IDS_PER_STEP = 250;

/** A long list in parts, each in a turn of the event loop of its own. */
export async function* inSteps<Item>(
  items: readonly Item[],
  itemsPerStep = IDS_PER_STEP,
): AsyncGenerator<readonly Item[], void> {
  for (let start = 0; start < items.length; start += itemsPerStep) {
    if (start > 0) await nextTurn();
    yield items.slice(start, start + itemsPerStep);
  }
}
