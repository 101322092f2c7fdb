import type { RenderProcessGoneDetails, WebContents } from 'electron';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { MessageBox } from './message-box.ts';

/** So many ends of the page within a minute are not bad luck: the user decides then. */
const MAX_RELOADS = 3;
const COUNTED_MS = 60_000;

/**
 * Brings a window's page back after its process has ended: downloads go on meanwhile, and only the window would stay empty
 * (https://www.electronjs.org/docs/latest/api/web-contents#event-render-process-gone). After three times within a minute
 * the user is asked instead.
 */
export function recoverPage(input: {
  readonly contents: Pick<WebContents, 'on' | 'reload' | 'isDestroyed'>;
  readonly messageBox: MessageBox;
  readonly nowMs: () => number;
  readonly log: (message: string) => void;
  readonly quit: () => void;
  readonly inBackground: (work: Promise<unknown>) => void;
}): void {
  const { contents, nowMs } = input;
  let reloadedAtMs: readonly number[] = [];
  const reload = (): void => {
    if (!contents.isDestroyed()) contents.reload();
  };
  const ask = async (): Promise<void> => {
    const { pageEndedTitle, pageEndedDetail, showAgain, quit } = DESKTOP_WORDS;
    const { response } = await input.messageBox({
      type: 'error',
      message: pageEndedTitle,
      detail: pageEndedDetail,
      buttons: [showAgain, quit],
      defaultId: 0,
      cancelId: 0,
    });
    reloadedAtMs = [];
    if (response === 0) reload();
    else input.quit();
  };
  contents.on('render-process-gone', (_event, details: RenderProcessGoneDetails) => {
    if (details.reason === 'clean-exit') return;
    input.log(`the window's page ended: ${details.reason} (${details.exitCode})`);
    const now = nowMs();
    reloadedAtMs = [...reloadedAtMs.filter((atMs) => now - atMs < COUNTED_MS), now];
    if (reloadedAtMs.length > MAX_RELOADS) input.inBackground(ask());
    else reload();
  });
}
