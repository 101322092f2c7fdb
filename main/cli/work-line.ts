import type { WorkProgress } from '../../shared/work-progress.ts';
import { bytesText } from './number-text.ts';
import type { Output } from './output.ts';

/** A line on the terminal that is drawn anew while long work goes on; nothing where lines cannot be. Ends when disposed. */
export type WorkLine = Disposable & { readonly show: (text: string) => void };

export function openWorkLine(output: Pick<Output, 'canRedraw' | 'draw'>): WorkLine {
  let isShown = false;
  return {
    show: (text) => {
      if (!output.canRedraw) return;
      isShown = true;
      output.draw(`\r${text}\u001B[K`);
    },
    [Symbol.dispose]: () => {
      if (isShown) output.draw('\r\u001B[K');
    },
  };
}

/** How far the reading of files is. */
export function readText({ doneBytes, totalBytes }: WorkProgress): string {
  const percent = totalBytes === 0 ? 0 : Math.floor((doneBytes / totalBytes) * 100);
  return `Reading: ${percent} % (${bytesText(doneBytes)} of ${bytesText(totalBytes)})`;
}
