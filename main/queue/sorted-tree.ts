import sortedBtree from 'sorted-btree';

/**
 * A sorted map (B+ tree) with a comparison of its own. Neighbours, insertion and deletion cost the logarithm of its
 * size; it may not be changed while it is walked through.
 */
export type SortedTree<Key, Value> = InstanceType<typeof sortedBtree.default<Key, Value>>;

/** An empty tree; `compare` as for `Array.sort`, 0 for the same key only. */
export function createSortedTree<Key, Value>(compare: (a: Key, b: Key) => number): SortedTree<Key, Value> {
  return new sortedBtree.default<Key, Value>(undefined, compare);
}
