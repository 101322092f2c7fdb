import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connectToRunning } from '../../../main/cli/running-instance.ts';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract.ts';
import { makeLongList, type LongList } from './long-list.ts';
import { processCost, type ProcessCost } from './process-cost.ts';

/** Whatever takes longer is ended: a bench must end. */
const BOUND_MS = 120_000;
const PROBE = new URL('turn-probe.ts', import.meta.url).href;

/** `sluice serve` as it is installed, on a long list, with a window that watches. */
export type ServedList = AsyncDisposable & {
  /** From the start of the process until it said that it is ready. */
  readonly readyMs: number;
  readonly readyCpuMs: number;
  /** From asking for the newest rows until they came. */
  readonly firstRowsMs: number;
  readonly cost: () => ProcessCost;
  /** The longest turn of the main thread's loop since this was last asked, in processor time; only of a list that is served `withTurns`. */
  readonly longestTurnMs: () => Promise<number>;
  /** @throws Error when the core refuses. */
  readonly call: <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<CallOutput<Name>>;
};

/** Makes the list and starts it. @throws Error when it does not start within two minutes. */
export async function serveList(
  launcher: string,
  folder: string,
  list: Omit<LongList, 'directory'>,
  options: { readonly withTurns: boolean } = { withTurns: false },
): Promise<ServedList> {
  const dataFolder = path.join(folder, 'data');
  const directory = path.join(folder, 'files');
  makeLongList(dataFolder, { ...list, directory });
  await using undo = new AsyncDisposableStack();
  const startedAt = performance.now();
  const args = ['serve', '--no-open', '--port', '0', '--dir', directory, '--data-dir', dataFolder];
  const probe = options.withTurns ? ['--import', PROBE] : [];
  const child = spawn(process.execPath, [...probe, launcher, ...args], {
    stdio: ['ignore', 'pipe', 'ignore', options.withTurns ? 'ipc' : 'ignore'],
  });
  undo.defer(() => end(child));
  await saw(child, 'Data ');
  const readyMs = performance.now() - startedAt;
  const cost = (): ProcessCost => processCost(child.pid ?? 0);
  const readyCpuMs = cost().cpuSeconds * 1000;
  const connected = await connectToRunning(dataFolder);
  if (!connected.ok) throw new Error(`the core does not answer: ${connected.kind}`);
  const client = undo.use(connected.client);
  const askedAt = performance.now();
  await client.call('view.watch', { view: {}, ranges: [{ start: 0, end: 50 }] });
  await client.firstFrame;
  const firstRowsMs = performance.now() - askedAt;
  const owned = undo.move();
  return {
    readyMs,
    readyCpuMs,
    firstRowsMs,
    cost,
    longestTurnMs: async () => {
      const told = once(child, 'message');
      child.send('tell');
      const [longestMs] = await told;
      return Number(longestMs);
    },
    call: async (name, input) => {
      const reply = await client.call(name, input);
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${reply.detail}`);
      return reply.value;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function saw(child: ChildProcess, words: string): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const bound = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (text.includes(words)) seen.resolve();
  });
  child.once('exit', (code) => seen.reject(new Error(`ended with ${code} before it was ready: ${text}`)));
  await seen.promise.finally(() => clearTimeout(bound));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const bound = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(bound);
}
