import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file is put aside at this size, and this many old ones are kept: what happened lately, and never more. */
const MAX_BYTES = 1_000_000;
const OLD_FILES = 3;

/** Where the app writes what nobody expected. Rare lines without secrets; never awaited by what logs. */
export type LogFile = AsyncDisposable & {
  readonly folder: string;
  readonly log: (message: string) => void;
  /** Waits until every line so far is in the file. */
  readonly flush: () => Promise<void>;
};

/**
 * Opens `sluice.log` in a folder of its own below the data folder. A log that cannot be written is not worth an error:
 * the line goes to stderr in any case. Disposing waits for the lines under way.
 */
export function openLogFile(dataFolder: string, now: () => Date = () => new Date()): LogFile {
  const folder = path.join(dataFolder, 'logs');
  const file = path.join(folder, 'sluice.log');
  let last: Promise<void> = Promise.resolve();

  const write = async (line: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rotate(file);
    await appendFile(file, line, { mode: 0o600 });
  };
  return {
    folder,
    log: (message) => {
      process.stderr.write(`${message}\n`);
      const line = `${now().toISOString()} ${message}\n`;
      last = last.then(() => write(line)).catch(() => {}); // stderr has it already.
    },
    flush: () => last,
    [Symbol.asyncDispose]: () => last,
  };
}

async function rotate(file: string): Promise<void> {
  const size = await stat(file).then(
    (facts) => facts.size,
    () => 0, // Not there yet.
  );
  if (size < MAX_BYTES) return;
  for (let number = OLD_FILES - 1; number >= 1; number -= 1) {
    await rename(`${file}.${number}`, `${file}.${number + 1}`).catch(() => {}); // There are not that many yet.
  }
  await rename(file, `${file}.1`);
}
