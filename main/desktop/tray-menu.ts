import { DESKTOP_WORDS } from '../../shared/locales/en.ts';
import type { MenuItemConstructorOptions } from 'electron';
import type { Summary } from './core-summary.ts';

/** What the tray's menu can do. */
export type TrayActions = {
  readonly addFromClipboard: () => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  readonly show: () => void;
  readonly quit: () => void;
};

/** The tray's menu for a state of the list. Pure: the same input gives the same menu. */
export function trayMenu(summary: Summary, actions: TrayActions): readonly MenuItemConstructorOptions[] {
  return [
    { id: 'show', label: DESKTOP_WORDS.show, click: actions.show },
    { type: 'separator' },
    { id: 'addFromClipboard', label: DESKTOP_WORDS.addFromClipboard, click: actions.addFromClipboard },
    { type: 'separator' },
    {
      id: 'pauseAll',
      label: DESKTOP_WORDS.pauseAll,
      enabled: summary.unfinishedCount > 0,
      click: actions.pauseAll,
    },
    {
      id: 'resumeAll',
      label: DESKTOP_WORDS.resumeAll,
      enabled: summary.pausedCount > 0,
      click: actions.resumeAll,
    },
    { type: 'separator' },
    { id: 'quit', label: DESKTOP_WORDS.quit, click: actions.quit },
  ];
}

/** The tray's hover text: how many run, and how fast. */
export function trayToolTip(summary: Summary, locale: string): string {
  if (summary.activeCount === 0) return DESKTOP_WORDS.idle;
  return DESKTOP_WORDS.active
    .replace('{count}', String(summary.activeCount))
    .replace('{speed}', formatSpeed(summary.bytesPerSecond, locale));
}

const SPEED_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function formatSpeed(bytesPerSecond: number, locale: string): string {
  const power = Math.min(SPEED_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytesPerSecond)) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: `${SPEED_UNITS[power] ?? 'byte'}-per-second`,
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytesPerSecond / 1000 ** power);
}
