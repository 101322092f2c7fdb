/** How far long work is that goes through files. */
export type WorkProgress = { readonly doneBytes: number; readonly totalBytes: number };
