import { performance } from 'node:perf_hooks';

/** Over less time than this a load says little, in milliseconds. */
const LEAST_MS = 50;

let from = performance.eventLoopUtilization();
let load = 0;

/** In which part of the last moments this thread was busy rather than waiting, 0 to 1: of at least 50 ms, and since the last question. */
export function threadLoad(): number {
  const now = performance.eventLoopUtilization();
  if (now.active + now.idle - from.active - from.idle < LEAST_MS) return load;
  load = performance.eventLoopUtilization(now, from).utilization;
  from = now;
  return load;
}
