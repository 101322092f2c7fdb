import type { Output } from './output.ts';
import { nextPlainLine, progressLine, type FileProgress, type SaidSoFar } from './progress-line.ts';
import { bytesText, speedText } from './number-text.ts';
import { fit, printable } from './terminal-text.ts';

/** How many files a command has, and how many of them have come to an end. */
export type BatchProgress = { readonly ended: number; readonly total: number };

/** Shows how downloads get on, by key. Lines that stay go through it, so that they do not run into what is redrawn. */
export type ProgressDisplay = {
  /** The files that are under way now, in order, and how far all files of the command are. */
  readonly update: (files: ReadonlyMap<number, FileProgress>, nowMs: number, batch: BatchProgress) => void;
  /** A line about the work, to stderr. */
  readonly say: (line: string) => void;
  /** A line about something that the drawn rows show by themselves: it is said only where nothing is drawn. */
  readonly note: (line: string) => void;
  /** A line of the result, to stdout. */
  readonly result: (line: string) => void;
  /** Takes away what was drawn. */
  readonly end: () => void;
};

/** Nothing but results and errors. */
export function createQuietDisplay(output: Output): ProgressDisplay {
  return {
    update: () => undefined,
    say: () => undefined,
    note: () => undefined,
    result: output.result,
    end: () => undefined,
  };
}

/** Lines one below the other, for files and pipes. */
export function createPlainDisplay(output: Output): ProgressDisplay {
  const said = new Map<number, SaidSoFar>();
  return {
    update(files, nowMs) {
      for (const [key, file] of files) {
        const before = said.get(key);
        if (before === undefined) {
          if (file.state !== 'downloading') continue;
          const size = file.sizeBytes === null ? 'size unknown' : bytesText(file.sizeBytes);
          const rest = file.continuedBytes > 0 ? `, continues at ${bytesText(file.continuedBytes)}` : '';
          output.say(`${printable(file.name)}: started, ${size}${rest}`);
          const share = file.sizeBytes === null ? 0 : file.receivedBytes / Math.max(file.sizeBytes, 1);
          said.set(key, { tenth: Math.floor(share * 10), atMs: nowMs });
          continue;
        }
        const next = nextPlainLine(file, before, nowMs);
        if (next === null) continue;
        said.set(key, next.said);
        output.say(next.line);
      }
    },
    say: output.say,
    note: output.say,
    result: output.result,
    end: () => undefined,
  };
}

const CLEAR_BELOW = '\u001B[J';
const CLEAR_TO_LINE_END = '\u001B[K';

/** One line per file, drawn again in place. */
export function createLiveDisplay(output: Output): ProgressDisplay {
  let lines: readonly string[] = [];

  /** The cursor stands below the last drawn line, so each draw goes up by as many lines as there were. */
  function up(): string {
    return lines.length === 0 ? '\r' : `\r\u001B[${lines.length}A`;
  }

  function draw(next: readonly string[]): void {
    output.draw(up() + next.map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join('') + CLEAR_BELOW);
    lines = next;
  }

  function above(write: () => void): void {
    const drawn = lines;
    if (drawn.length > 0) output.draw(up() + CLEAR_BELOW);
    lines = [];
    write();
    if (drawn.length > 0) draw(drawn);
  }

  return {
    update(files, _nowMs, batch) {
      // A line as wide as the terminal would wrap, and one more than it is high could not be reached again.
      const columns = Math.max(output.columns() - 1, 20);
      const isBatch = batch.total > 1;
      const room = Math.max(output.rows() - (isBatch ? 3 : 2), 1);
      const all = [...files.values()];
      const shown = all.slice(0, all.length > room ? room - 1 : room);
      const next = shown.map((file) => progressLine(file, columns, output));
      if (all.length > shown.length) next.push(fit(`and ${all.length - shown.length} more`, columns));
      if (isBatch) next.push(fit(batchLine(all, batch), columns));
      if (next.length > 0 || lines.length > 0) draw(next);
    },
    say: (line) => above(() => output.say(line)),
    note: () => undefined,
    result: (line) => above(() => output.result(line)),
    end: () => {
      if (lines.length > 0) output.draw(up() + CLEAR_BELOW);
      lines = [];
    },
  };
}

function batchLine(files: readonly FileProgress[], { ended, total }: BatchProgress): string {
  const bytesPerSecond = files.reduce((sum, file) => sum + file.bytesPerSecond, 0);
  // Small files come and go before a speed can be told.
  return `${ended} of ${total} files done${bytesPerSecond > 0 ? `, ${speedText(bytesPerSecond)}` : ''}`;
}
