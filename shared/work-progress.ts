/** How far long work is that goes through files. */
export type WorkProgress = { readonly doneBytes: number; readonly totalBytes: number };

/** How far the reading of a download's file is that must be right before it goes on or is complete. */
export type CheckProgress = WorkProgress & { readonly bytesPerSecond: number };
