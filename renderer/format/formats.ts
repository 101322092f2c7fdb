/** Numbers, sizes and times as people of one region write them. */
export type Formats = {
  /** Whole numbers, grouped. */
  readonly count: (value: number) => string;
  /** A share of 1 as whole percents, rounded down: 100 % means all of it. */
  readonly percent: (fraction: number) => string;
  /** Bytes in decimal units (1 MB = 1,000,000 bytes), as Finder, Nautilus and disk makers count. */
  readonly bytes: (bytes: number) => string;
  readonly speed: (bytesPerSecond: number) => string;
  /** One or two units, never more exact than a guess can be. */
  readonly timeLeft: (seconds: number) => string;
  /** The time for a moment of today, else the day. */
  readonly moment: (atMs: number, nowMs: number) => string;
  /** The time for a moment within a day from now, else the day with its year. */
  readonly end: (atMs: number, nowMs: number) => string;
  /** A day with its year. */
  readonly day: (atMs: number) => string;
  /** A day with its year, and the time of day. */
  readonly dayAndTime: (atMs: number) => string;
  /** A day and a time of day with seconds, for a list of what happened. */
  readonly exactMoment: (atMs: number) => string;
  /** A time of day with seconds, for something that happens soon. */
  readonly clock: (atMs: number) => string;
};

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** Above this a guess of the time left says nothing any more: 100 days. */
const LONGEST_TIME_LEFT_SECONDS = 100 * 86_400;

const DAY_MS = 24 * 3600 * 1000;

/** Where no time can be told. */
const NO_TIME = '∞';

/** Short, but whole bytes by their word; and where the short form of a unit is its whole word (kilobytes in Arabic), the narrow one. */
function unitDisplay(locale: string | undefined, unit: string): 'long' | 'short' | 'narrow' {
  if (unit === 'byte') return 'long';
  const [base = unit] = unit.split('-per-');
  if (!base.endsWith('byte')) return 'short';
  const asWritten = (display: 'long' | 'short'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: base, unitDisplay: display }).format(100);
  return asWritten('short') === asWritten('long') ? 'narrow' : 'short';
}

/**
 * Builds the formats once: making an `Intl` object costs a thousand times what using it does.
 * @param locale a BCP 47 tag, or `undefined` for the system's own.
 */
export function createFormats(locale: string | undefined): Formats {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const unitFormats = new Map<string, Intl.NumberFormat>();
  const timeOfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const exactTime = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const exactMoment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  });
  const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const fullDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

  function unit(name: string, value: number, digits: { readonly least: number; readonly most: number }): string {
    const key = `${name} ${digits.least} ${digits.most}`;
    let format = unitFormats.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: name,
        unitDisplay: unitDisplay(locale, name),
        minimumFractionDigits: digits.least,
        maximumFractionDigits: digits.most,
      });
      unitFormats.set(key, format);
    }
    return format.format(value);
  }

  function bytes(value: number): string {
    const scaled = scale(value);
    const most = scaled.index === 0 || scaled.value >= 100 ? 0 : scaled.value >= 10 ? 1 : 2;
    return unit(scaled.unit, scaled.value, { least: 0, most });
  }

  function speed(bytesPerSecond: number): string {
    const scaled = scale(Math.max(bytesPerSecond, 0));
    // Bytes a second are told as a fraction of a kilobyte: the unit does not jump while a download starts.
    const inKilobytes = scaled.index === 0 ? { unit: 'kilobyte', value: scaled.value / 1000 } : scaled;
    // Always the same number of digits, so that a changing number does not dance.
    const digits = inKilobytes.value >= 100 || inKilobytes.value === 0 ? 0 : 1;
    return unit(`${inKilobytes.unit}-per-second`, inKilobytes.value, { least: digits, most: digits });
  }

  function part(name: string, value: number): string {
    return unit(name, value, { least: 0, most: 0 });
  }

  function timeLeft(seconds: number): string {
    if (seconds > LONGEST_TIME_LEFT_SECONDS) return NO_TIME;
    if (seconds < 60) return part('second', Math.max(Math.ceil(seconds), 1));
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return part('minute', minutes);
    if (minutes < 24 * 60)
      return twoParts(part('hour', Math.floor(minutes / 60)), part('minute', minutes % 60), minutes % 60);
    const hours = Math.ceil(seconds / 3600);
    return twoParts(part('day', Math.floor(hours / 24)), part('hour', hours % 24), hours % 24);
  }

  function moment(atMs: number, nowMs: number): string {
    const at = new Date(atMs);
    const now = new Date(nowMs);
    if (at.toDateString() === now.toDateString()) return timeOfDay.format(at);
    return at.getFullYear() === now.getFullYear() ? dayOfYear.format(at) : fullDay.format(at);
  }

  return {
    count: (value) => whole.format(value),
    percent: (fraction) => percents.format(Math.floor(Math.min(Math.max(fraction, 0), 1) * 100) / 100),
    bytes,
    speed,
    timeLeft,
    moment,
    dayAndTime: (atMs) => dayAndTime.format(atMs),
    end: (atMs, nowMs) => (atMs - nowMs < DAY_MS ? timeOfDay : fullDay).format(atMs),
    day: (atMs) => fullDay.format(atMs),
    exactMoment: (atMs) => exactMoment.format(atMs),
    clock: (atMs) => exactTime.format(atMs),
  };
}

function twoParts(large: string, small: string, smallValue: number): string {
  return smallValue === 0 ? large : `${large} ${small}`;
}

function scale(bytes: number): { readonly unit: string; readonly value: number; readonly index: number } {
  let index = 0;
  let value = bytes;
  // 999.5 would be written as "1000" of the smaller unit.
  while (value >= 999.5 && index < BYTE_UNITS.length - 1) {
    value /= 1000;
    index += 1;
  }
  return { unit: BYTE_UNITS[index] ?? 'byte', value, index };
}
