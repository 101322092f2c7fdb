import type { Download } from '../store/download-record.ts';

/**
 * Whether the file of a completed download was not written by Sluice: the row came with an imported list, which may name
 * any file. It can be read and opened; it is never written to, replaced, or deleted for good.
 */
export function isForeignFile({ state, reservation }: Pick<Download, 'state' | 'reservation'>): boolean {
  return state.kind === 'completed' && reservation?.owned === false;
}
