import type { StoreError, StoreErrorKind } from '../store/store-error.ts';

/** Why Sluice could not start: `locked` means another one works on the same data folder. The message says what to do. */
export type StartRefusal = { readonly kind: StoreErrorKind; readonly message: string };

/** The words for a store that could not be opened. */
export function toStartRefusal(error: StoreError, dataFolder: string): StartRefusal {
  return { kind: error.kind, message: refusalWords(error.kind, dataFolder, error.message) };
}

function refusalWords(kind: StoreErrorKind, dataFolder: string, detail: string): string {
  switch (kind) {
    case 'locked':
      return `Sluice is already running on ${dataFolder}. Use that one, or choose another folder with --data-dir.`;
    case 'heldByOther':
      return `Another program has the list of downloads in ${dataFolder} open and holds it. Close that program and start Sluice again.`;
    case 'newerSchema':
      return detail;
    case 'full':
      return `The disk that holds ${dataFolder} is full. Free some space and start Sluice again; nothing was lost.`;
    case 'notWritable':
      return `Sluice cannot write to ${dataFolder} (${detail}). Change its permissions, or choose another folder with --data-dir.`;
    case 'damaged':
      return `The list of downloads in ${dataFolder} is damaged and could not be put aside (${detail}).`;
    case 'failed':
      return detail;
  }
}
