import type { Settings } from '../../shared/settings.ts';

/** Whether a start shows the window: not when the system or the setting wants only the tray, unless something came with it. */
export function opensWindow(input: {
  /** `--hidden`, as the login item of Linux and Windows has it. */
  readonly isHidden: boolean;
  /** macOS gives its login items no arguments, and tells this instead. */
  readonly wasOpenedAtLogin: boolean;
  readonly startInTray: boolean;
  readonly hasOffer: boolean;
}): boolean {
  return input.hasOffer || !(input.isHidden || input.wasOpenedAtLogin || input.startInTray);
}

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
