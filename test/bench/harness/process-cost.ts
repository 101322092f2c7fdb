import { readFileSync } from 'node:fs';

/** What Linux says of a process now. Processor time includes all its threads. */
export type ProcessCost = {
  readonly cpuSeconds: number;
  readonly residentMib: number;
  /** The most it ever had. */
  readonly peakMib: number;
};

/** Ticks of processor time in a second; the same on every Linux that Node runs on (proc(5), `/proc/pid/stat`). */
const TICKS_PER_SECOND = 100;

/** Reads `/proc`. @throws Node's file errors: the process has ended, or this is not Linux. */
export function processCost(pid: number): ProcessCost {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1]) / 1024;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything, come the state and numbers: the 12th and 13th are user and system time.
  const [, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuSeconds: (Number(fields[10]) + Number(fields[11])) / TICKS_PER_SECOND,
    residentMib: mib('VmRSS'),
    peakMib: mib('VmHWM'),
  };
}
