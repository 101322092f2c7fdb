import type { Settings } from '../../shared/settings.ts';

/** What closing the window does: hide it and go on, ask which, or close it for good. */
export type CloseVerdict = 'hide' | 'ask' | 'close';

/**
 * Closing the window never stops a download by surprise: while some run or wait, it hides, and the tray (or a second
 * launch) brings it back; the first time that is asked. On macOS apps stay without windows anyway.
 */
export function decideClose(input: {
  readonly isQuitting: boolean;
  readonly platform: string;
  readonly hasUnfinished: boolean;
  readonly policy: Settings['onWindowClose'];
}): CloseVerdict {
  if (input.isQuitting) return 'close';
  if (input.platform === 'darwin') return 'hide';
  if (!input.hasUnfinished || input.policy === 'quit') return 'close';
  return input.policy;
}
