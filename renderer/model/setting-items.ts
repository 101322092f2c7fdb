import type * as z from 'zod';
import { DEFAULT_SETTINGS, settingFields, type Settings, type SettingsChange } from '../../shared/settings.ts';
import type { SettingsSection } from './settings-model.ts';

export type SettingName = keyof Settings;

/** The names of the settings whose values are of one type. */
type NamesOf<Value> = { [Name in SettingName]: Settings[Name] extends Value ? Name : never }[SettingName];

/** What a number counts; what people write is divided by `scale` of the setting. */
export type NumberUnit = 'none' | 'seconds' | 'megabytes' | 'times' | 'days';

/** How one setting is shown. To show another one: a line in `SETTING_ITEMS`. */
export type SettingItem =
  | { readonly kind: 'number'; readonly name: NamesOf<number>; readonly unit: NumberUnit }
  | { readonly kind: 'toggle'; readonly name: NamesOf<boolean> }
  | {
      readonly kind: 'choice';
      readonly name:
        | 'onChanged'
        | 'onNameTaken'
        | 'onWindowClose'
        | 'theme'
        | 'density'
        | 'proxyMode'
        | 'updateChecks'
        | 'updateChannel';
    }
  | { readonly kind: 'language'; readonly name: 'language' }
  | { readonly kind: 'folder'; readonly name: 'downloadFolder' }
  | { readonly kind: 'address'; readonly name: 'proxyAddress' }
  | { readonly kind: 'text'; readonly name: 'userAgent' | 'rpcSecret' }
  | { readonly kind: 'rules'; readonly name: 'folderRules' }
  | { readonly kind: 'keys'; readonly name: 'shortcuts' }
  | { readonly kind: 'speeds'; readonly name: 'hostLimits' }
  | { readonly kind: 'lines'; readonly name: NamesOf<readonly string[]> };

/** Those that are one field of text. */
export type TextItem = Extract<SettingItem, { kind: 'number' | 'folder' | 'address' | 'text' | 'lines' | 'speeds' }>;

/** The settings of each section, in their order. */
export const SETTING_ITEMS: Readonly<Record<SettingsSection, readonly SettingItem[]>> = {
  downloads: [
    { kind: 'folder', name: 'downloadFolder' },
    { kind: 'rules', name: 'folderRules' },
    { kind: 'toggle', name: 'followMetalinks' },
  ],
  limits: [
    { kind: 'number', name: 'maxActiveDownloads', unit: 'none' },
    { kind: 'number', name: 'maxActivePerHost', unit: 'none' },
    { kind: 'number', name: 'connectionsPerDownload', unit: 'none' },
    { kind: 'number', name: 'limitBytesPerSecond', unit: 'megabytes' },
    { kind: 'speeds', name: 'hostLimits' },
  ],
  retries: [
    { kind: 'number', name: 'maxAttempts', unit: 'times' },
    { kind: 'number', name: 'connectTimeoutMs', unit: 'seconds' },
    { kind: 'number', name: 'responseTimeoutMs', unit: 'seconds' },
    { kind: 'number', name: 'idleTimeoutMs', unit: 'seconds' },
  ],
  names: [
    { kind: 'choice', name: 'onNameTaken' },
    { kind: 'choice', name: 'onChanged' },
    { kind: 'toggle', name: 'useServerTime' },
    { kind: 'toggle', name: 'markOrigin' },
  ],
  network: [
    { kind: 'text', name: 'userAgent' },
    { kind: 'choice', name: 'proxyMode' },
    { kind: 'address', name: 'proxyAddress' },
    { kind: 'lines', name: 'noProxy' },
  ],
  servers: [],
  certificates: [],
  computer: [
    { kind: 'toggle', name: 'notifications' },
    { kind: 'choice', name: 'onWindowClose' },
    { kind: 'toggle', name: 'keepAwake' },
    { kind: 'toggle', name: 'pauseOnBattery' },
    { kind: 'toggle', name: 'pauseOnMetered' },
  ],
  appearance: [
    { kind: 'language', name: 'language' },
    { kind: 'choice', name: 'theme' },
    { kind: 'choice', name: 'density' },
    { kind: 'toggle', name: 'systemAccent' },
  ],
  shortcuts: [{ kind: 'keys', name: 'shortcuts' }],
  integration: [
    { kind: 'toggle', name: 'startAtLogin' },
    { kind: 'toggle', name: 'startInTray' },
    { kind: 'toggle', name: 'watchClipboard' },
    { kind: 'toggle', name: 'addCopiedLinks' },
    { kind: 'toggle', name: 'showDropTarget' },
    { kind: 'number', name: 'rpcPort', unit: 'none' },
    { kind: 'text', name: 'rpcSecret' },
    { kind: 'lines', name: 'rpcAllowedOrigins' },
    { kind: 'lines', name: 'allowedFolders' },
  ],
  privacy: [
    { kind: 'toggle', name: 'inspectLinks' },
    { kind: 'choice', name: 'updateChecks' },
    { kind: 'choice', name: 'updateChannel' },
    { kind: 'number', name: 'finishedKeptDays', unit: 'days' },
  ],
  backups: [{ kind: 'number', name: 'backupsKept', unit: 'none' }],
  recover: [],
};

const SCALES: Readonly<Record<NumberUnit, number>> = {
  none: 1,
  times: 1,
  days: 1,
  seconds: 1000,
  megabytes: 1_000_000,
};

type NumberItem = Extract<SettingItem, { kind: 'number' }>;

/** The bounds of a number as people write it; a speed has no upper one worth telling. */
export function numberBounds(item: NumberItem): { readonly least: number; readonly most: number | null } {
  const field = settingFields()[item.name];
  const scale = SCALES[item.unit];
  const most = field.maxValue ?? Number.MAX_SAFE_INTEGER;
  return { least: (field.minValue ?? 0) / scale, most: most === Number.MAX_SAFE_INTEGER ? null : most / scale };
}

/** A number's value as it is written in its field. */
export function numberToText(item: NumberItem, value: number): string {
  return String(value / SCALES[item.unit]);
}

/** What was read of a field: a change, or that the text cannot be one, and of several lines the first that is at fault. */
export type ReadSetting =
  | { readonly ok: true; readonly change: SettingsChange }
  | { readonly ok: false; readonly line: string | null };

/** Reads the text of a field. */
export function readSettingText(item: TextItem, text: string): ReadSetting {
  const value = valueOfText(item, text.trim());
  const parsed = (settingFields()[item.name] as z.ZodType).safeParse(value);
  return parsed.success
    ? { ok: true, change: { [item.name]: parsed.data } }
    : { ok: false, line: lineAtFault(item, text, parsed.error) };
}

function lineAtFault(item: TextItem, text: string, error: z.ZodError): string | null {
  const place = error.issues[0]?.path[0];
  if ((item.kind !== 'lines' && item.kind !== 'speeds') || typeof place !== 'number') return null;
  return linesOf(text)[place] ?? null;
}

function valueOfText(item: TextItem, text: string): unknown {
  if (item.kind === 'text') return text;
  if (item.kind === 'folder' || item.kind === 'address') return text === '' ? null : text;
  if (item.kind === 'lines') return linesOf(text);
  if (item.kind === 'speeds') return linesOf(text).map(hostLimitOf);
  return numberOf(text, SCALES[item.unit]);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A line such as `example.org 0.5`. */
function hostLimitOf(line: string): unknown {
  const [, host, speed = ''] = /^(\S+)\s+(\S+)$/u.exec(line) ?? [];
  return { host, bytesPerSecond: numberOf(speed, SCALES.megabytes) };
}

/** The limits of servers as they are written in their field. */
export function hostLimitsToText(limits: Settings['hostLimits']): string {
  return limits.map(({ host, bytesPerSecond }) => `${host} ${bytesPerSecond / SCALES.megabytes}`).join('\n');
}

function numberOf(text: string, scale: number): number | undefined {
  if (!/^\d+(?:[.,]\d+)?$/u.test(text)) return undefined;
  const value = Number(text.replace(',', '.')) * scale;
  // A tenth of a megabyte is no whole number of bytes in floating point; half a connection is refused by the schema.
  return scale === 1 ? value : Math.round(value);
}

/** Whether a setting is as in a fresh installation. */
export function isDefault(name: SettingName, settings: Settings): boolean {
  return JSON.stringify(settings[name]) === JSON.stringify(DEFAULT_SETTINGS[name]);
}

/** The change that takes one setting back. */
export function resetChange(name: SettingName): SettingsChange {
  return { [name]: DEFAULT_SETTINGS[name] };
}
