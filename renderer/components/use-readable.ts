import { useSyncExternalStore } from 'react';
import type { Readable } from '../model/observable.ts';

/** The present value of a readable; renders again when it becomes another one. */
export function useReadable<Value>(readable: Readable<Value>): Value {
  return useSyncExternalStore(readable.subscribe, readable.get);
}
