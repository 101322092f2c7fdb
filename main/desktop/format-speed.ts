const SPEED_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A speed in the units and digits of a language. */
export function formatSpeed(bytesPerSecond: number, locale: string): string {
  const power = Math.min(SPEED_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytesPerSecond)) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: `${SPEED_UNITS[power] ?? 'byte'}-per-second`,
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytesPerSecond / 1000 ** power);
}
