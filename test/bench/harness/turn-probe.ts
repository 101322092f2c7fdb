/**
 * Preloaded into a process that has a channel to its parent (`--import`): tells it, whenever it says anything, the longest turn of the main
 * thread's loop since it last did, in milliseconds of processor time. Between two turns the loop never rests, so nothing else is to be
 * measured meanwhile.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.send !== undefined) watch();

function watch(): void {
  let longestMs = 0;
  let lastMs = cpuMs();
  const turn = (): void => {
    const nowMs = cpuMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    setImmediate(turn).unref();
  };
  turn();
  process.on('message', () => {
    process.send?.(longestMs);
    longestMs = 0;
  });
  process.channel?.unref();
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
