import { Worker } from 'node:worker_threads';

/*
 * The list of `sluice get` lies beside the file, and SQLite writes it on the main thread: on a disk that does not answer (a
 * network folder whose server is gone) that thread is stuck, hears no Ctrl-C and ends nothing. So another thread listens to
 * whether it still moves.
 */

export type SilenceOptions = {
  /** What is told, and how, when there was no sign of life for so many milliseconds. */
  readonly noticeAfterMs: number;
  readonly notice: string;
  /** The same for the end of the process, which is killed then. */
  readonly endAfterMs: number;
  readonly ending: string;
};

export type SilenceWatch = Disposable & {
  /** The disk has answered: from now on it is enough that the main thread moves. Before, it may wait for the disk as well. */
  readonly started: () => void;
};

/** For the disk of a command that someone waits for: as long as the engine waits for one (`disk-watch.ts`). */
export const SILENT_DISK: SilenceOptions = {
  noticeAfterMs: 5000,
  notice: '\nThe disk does not answer. Sluice waits for it up to a minute; Ctrl-C stops at once.',
  endAfterMs: 60_000,
  ending:
    'The disk has not answered for a minute, and Sluice ends. What was synced is kept; the same command goes on with it.',
};

/** A thread costs a short command much of its time, and whoever presses Ctrl-C within this time is heard without it. In milliseconds. */
const BEGIN_AFTER_MS = 1000;
/** Signs of life and looks at them, in milliseconds. Looks are counted, so that a computer that was asleep is not taken for a disk. */
const STEP_MS = 250;

/**
 * Tells when the main thread is stuck, lets Ctrl-C end the process then, and ends it when it takes too long. What is lost is what was
 * not synced.
 */
export function watchForSilence(options: SilenceOptions): SilenceWatch {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  let watcher: Worker | null = null;
  const begin = setTimeout(() => {
    const workerData = { ...options, beats, ear: EAR, stepMs: STEP_MS };
    watcher = new Worker(WATCHER, { eval: true, execArgv: [], workerData });
    watcher.unref();
    // Without it everything goes on as it would have.
    watcher.on('error', () => {});
  }, BEGIN_AFTER_MS).unref();
  let beating: NodeJS.Timeout | null = null;
  return {
    started() {
      beating = setInterval(() => Atomics.add(beats, 0, 1), STEP_MS).unref();
    },
    [Symbol.dispose]() {
      clearTimeout(begin);
      if (beating !== null) clearInterval(beating);
      void watcher?.terminate();
    },
  };
}

/**
 * Signals are heard on the main thread only. A terminal sends Ctrl-C to all processes in front, so while it is stuck another one listens:
 * it kills us. Its input is a pipe from us, which ends with us.
 */
const EAR = `
  const end = () => { try { process.kill(process.ppid, 'SIGKILL'); } catch {} process.exit(); };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  process.stdin.on('end', () => process.exit()).on('error', () => process.exit()).resume();
  process.stdout.write('listens');
`;

const WATCHER = `
  const { spawn } = require('node:child_process');
  const { writeSync } = require('node:fs');
  const { beats, ear, stepMs, noticeAfterMs, notice, endAfterMs, ending } = require('node:worker_threads').workerData;
  let last = Atomics.load(beats, 0);
  let silentMs = 0;
  let listener = null;
  const say = (text) => { try { writeSync(2, text + '\\n'); } catch {} };
  const listen = () => {
    // Electron runs it as Node only when it is told to.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, ['-e', ear], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    // What it promises holds from then on.
    child.stdout.once('data', () => say(notice));
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    return child;
  };
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (now !== last) {
      last = now;
      silentMs = 0;
      listener?.kill('SIGKILL');
      listener = null;
      return;
    }
    const before = silentMs;
    silentMs += stepMs;
    if (before < noticeAfterMs && silentMs >= noticeAfterMs) listener = listen();
    if (silentMs < endAfterMs) return;
    say(ending);
    listener?.kill('SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  }, stepMs);
`;
