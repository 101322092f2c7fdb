/*
 * Numbers on the command line. Plain English and a point, whatever the locale: scripts and bug reports read them too.
 * Units are decimal (1 MB = 1,000,000 bytes), as in the window.
 */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `999 B`, `1.5 kB`, `12.3 MB`, `1.07 GB`. */
export function bytesText(bytes: number): string {
  let value = Math.max(bytes, 0);
  let index = 0;
  // 999.5 would be written as 1000, which is one of the next unit.
  while (value >= 999.5 && index < UNITS.length - 1) {
    value /= 1000;
    index += 1;
  }
  const digits = index === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[index]}`;
}

/** `1 download`, `3 downloads`: a bare number would read as that of a download. */
export function downloadsText(count: number): string {
  return count === 1 ? '1 download' : `${count} downloads`;
}

/** `12.3 MB/s`. */
export function speedText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** Whole percents, rounded down: 100 % means all of it. `null` when the size is not known. */
export function percentOf(receivedBytes: number, sizeBytes: number | null): number | null {
  if (sizeBytes === null) return null;
  return sizeBytes === 0 ? 100 : Math.min(Math.floor((receivedBytes / sizeBytes) * 100), 100);
}

/** A guess of the time left: `5s`, `3m 20s`, `2h 05m`, `3d 4h`; `--` when it cannot be told. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds > 100 * 86_400) return '--';
  const whole = Math.max(Math.ceil(seconds), 0);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h ${twoDigits(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86_400)}d ${Math.floor((whole % 86_400) / 3600)}h`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** How long something took: `0.4 s`, `12 s`, `3 min 20 s`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${Math.max(seconds, 0.1).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time of day by the local clock, 24 hours; with its date when that is another day than `nowMs`. */
export function clockText(ms: number, nowMs = Date.now()): string {
  const [at, now] = [new Date(ms), new Date(nowMs)];
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === now.toDateString() ? time : `${time} on ${at.toLocaleDateString('en-CA')}`;
}
