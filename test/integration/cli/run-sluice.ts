import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command as a user starts it. */
export const LAUNCHER = fileURLToPath(new URL('../../../build/sluice.js', import.meta.url));

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Another Node than the one that runs the test. */
  readonly node?: string;
  /** Another copy of the command. */
  readonly launcher?: string;
  /** In a process group of its own, as a shell starts it: what a terminal sends goes to all in it. */
  readonly ownGroup?: boolean;
};

/** A running `sluice`. Killed at the end of its scope if it still runs. */
export class RunningSluice implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #waiting: (() => void)[] = [];

  constructor(args: readonly string[], options: RunOptions) {
    this.child = spawn(options.node ?? process.execPath, [options.launcher ?? LAUNCHER, ...args], {
      cwd: options.cwd,
      // Nothing of the user who runs the tests: no data folder, no display, no home.
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', SLUICE_DATA_DIR: '/nonexistent/data', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: options.ownGroup === true,
    });
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    this.ended = promise;
    this.child.once('error', reject);
    this.child.once('close', (code, signal) => {
      resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      this.#look();
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#look();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#look();
    });
    this.child.stdin?.on('error', () => undefined); // It may end without reading.
    this.child.stdin?.end(options.stdin ?? '');
  }

  /** Waits until the output holds something; throws with all of it when the process ends before. */
  async saw(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout + this.stderr);
      if (match !== null) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`ended without ${String(pattern)}:\n${this.stdout}${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill('SIGKILL');
  }

  #look(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Starts the command. */
export function startSluice(args: readonly string[], options: RunOptions = {}): RunningSluice {
  return new RunningSluice(args, options);
}

/** Runs the command to its end. */
export async function runSluice(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  await using running = startSluice(args, options);
  return await running.ended;
}
