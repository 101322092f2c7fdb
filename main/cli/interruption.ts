import { exitCodeForSignal, type ExitCode } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends Ctrl-C to the launcher and to us, and the launcher passes on what it gets (see `build/sluice.js`): the
 * second of two so close together is the same key press. In milliseconds.
 */
const ECHO_MS = 300;

/** Signals that ask the process to end, caught for as long as this lives. */
export type Interruption = Disposable & {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The exit status the first signal calls for; `null` when none came. */
  readonly exitCode: () => ExitCode | null;
};

/** Catches Ctrl-C and its like: the first asks for a clean end, the second ends at once. */
export function catchInterruption(env: Readonly<Record<string, string | undefined>>): Interruption {
  const controller = new AbortController();
  const echoMs = env['SLUICE_RELAUNCHED'] === '1' ? ECHO_MS : 0;
  let first: { readonly exitCode: ExitCode; readonly atMs: number } | null = null;

  function onSignal(signal: (typeof SIGNALS)[number]): void {
    const atMs = performance.now();
    if (first === null) {
      first = { exitCode: exitCodeForSignal(signal), atMs };
      controller.abort();
    } else if (atMs - first.atMs >= echoMs) {
      // Uncaught, which ends even a process that waits for a dead disk; its status is that of the signal.
      release();
      process.kill(process.pid, signal);
    }
  }

  // The launcher holds this channel; when it is killed, the command must not live on unseen. Only then: see `sluice.js`.
  const onLauncherGone = (): void => onSignal('SIGTERM');
  process.once('disconnect', onLauncherGone);
  process.channel?.unref();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  function release(): void {
    process.off('disconnect', onLauncherGone);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }

  return { signal: controller.signal, exitCode: () => first?.exitCode ?? null, [Symbol.dispose]: release };
}
