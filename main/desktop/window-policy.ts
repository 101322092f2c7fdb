/** What closing the window does: hide it and go on, or close it for good. */
export type CloseVerdict = 'hide' | 'close';

/**
 * Closing the window never stops a download by surprise: while some run or wait, it only hides, and the tray (or a
 * second launch) brings it back. On macOS apps stay without windows anyway.
 */
export function decideClose(input: {
  readonly isQuitting: boolean;
  readonly platform: string;
  readonly hasUnfinished: boolean;
}): CloseVerdict {
  if (input.isQuitting) return 'close';
  return input.platform === 'darwin' || input.hasUnfinished ? 'hide' : 'close';
}
