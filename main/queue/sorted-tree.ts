import sortedBtree from 'sorted-btree';
import { bulkLoad } from 'sorted-btree/extended/bulkLoad.js';

/** Keys in a node, and how full nodes are that are made at once: as the library has them by itself. */
const NODE_KEYS = 32;
const FULLNESS = 0.8;

/**
 * A sorted map (B+ tree) with a comparison of its own. Neighbours, insertion and deletion cost the logarithm of its
 * size; it may not be changed while it is walked through.
 */
export type SortedTree<Key, Value> = InstanceType<typeof sortedBtree.default<Key, Value>>;

/** An empty tree; `compare` as for `Array.sort`, 0 for the same key only. */
export function createSortedTree<Key, Value>(compare: (a: Key, b: Key) => number): SortedTree<Key, Value> {
  return new sortedBtree.default<Key, Value>(undefined, compare);
}

/** A tree of keys that are in order already, each once: a tenth of the time of as many insertions. */
export function sortedTreeOf<Key>(keys: Key[], compare: (a: Key, b: Key) => number): SortedTree<Key, undefined> {
  return bulkLoad(
    keys,
    keys.map(() => undefined),
    NODE_KEYS,
    compare,
    FULLNESS,
  );
}
