/**
 * A stable merge sort that may rest: it yields after about `perStep` items, so that a long list does not hold up everything else.
 * @param compare as for `Array.sort`; what it compares must not change meanwhile.
 */
export function* sortInSteps<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
  perStep: number,
): Generator<void, Item[]> {
  let runs: Item[][] = [];
  for (let start = 0; start < items.length; start += perStep) {
    if (start > 0) yield;
    runs.push(items.slice(start, start + perStep).toSorted(compare));
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let first = 0; first < runs.length; first += 2) {
      merged.push(yield* merge(runs[first] ?? [], runs[first + 1] ?? [], compare, perStep));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (a: Item, b: Item) => number,
  perStep: number,
): Generator<void, Item[]> {
  const merged: Item[] = [];
  const rightItems = right.values();
  let next = rightItems.next();
  for (const item of left) {
    for (; next.done !== true && compare(next.value, item) < 0; next = rightItems.next()) {
      merged.push(next.value);
      if (merged.length % perStep === 0) yield;
    }
    merged.push(item);
    if (merged.length % perStep === 0) yield;
  }
  for (; next.done !== true; next = rightItems.next()) merged.push(next.value);
  return merged;
}
