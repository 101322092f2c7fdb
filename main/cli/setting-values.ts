import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import {
  DEFAULT_SETTINGS,
  settingsChangeSchema,
  settingFields,
  type Settings,
  type SettingsChange,
} from '../../shared/settings.ts';
import { parseRate } from './option-parsers.ts';

export type SettingName = keyof Settings;

// `Object.keys` forgets that these are the schema's own.
const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS) as readonly SettingName[];

/** What each setting is, for the help. */
export const SETTING_WORDS: Readonly<Record<SettingName, string>> = {
  downloadFolder: 'where downloads go; none for the system’s download folder',
  allowedFolders: 'other folders that programs may name over the RPC',
  folderRules: 'folders by kind and server, as JSON: [{"category":"video","host":"","folder":"/films"}]',
  maxActiveDownloads: 'downloads at the same time, 1 to 100',
  maxActivePerHost: 'of these from one server, 1 to 100',
  connectionsPerDownload: 'connections for each download, 1 to 32; 0 for as many as make it faster',
  limitBytesPerSecond: 'bytes a second over all downloads, such as 500K or 2M; 0 for no limit',
  hostLimits: 'bytes a second from single servers, such as example.org=500K,cdn.example=2M; none for none',
  maxAttempts: 'failures in a row after which a download gives up, up to 1000; 0 for never',
  connectTimeoutMs: 'milliseconds to wait for a name, a connection and a handshake each, 1000 to 600000',
  responseTimeoutMs: 'milliseconds to wait for the beginning of an answer, 1000 to 3600000',
  idleTimeoutMs: 'milliseconds without a byte that end a connection, 1000 to 3600000',
  proxyMode: 'how requests reach servers: system, none or manual (proxyAddress)',
  proxyAddress: 'such as http://user:password@host:3128, https://… or socks5://…; none for none',
  noProxy: 'hosts and networks without that proxy, such as example.org,10.0.0.0/8,<local>',
  onChanged: 'when the file on the server changed: ask, restart or keepBoth',
  onNameTaken: 'when the folder has a file of that name: rename, overwrite, skip or ask',
  followMetalinks: 'true fetches the files that a Metalink names instead of the Metalink',
  useServerTime: 'true gives finished files the time the server tells',
  markOrigin: 'true marks finished files as coming from the web, where the system can',
  notifications: 'true tells through the desktop what finished or needs you',
  startAtLogin: 'true starts the installed desktop app with the computer, in the tray',
  startInTray: 'true starts the desktop app without its window, in the tray',
  onWindowClose: 'what closing the window does while something is downloading: ask, hide or quit',
  pauseOnBattery: 'true waits while the computer runs on its battery, in the desktop app',
  pauseOnMetered: 'true waits while the line is metered, where the system tells (Linux with NetworkManager, Windows)',
  watchClipboard: 'true offers links that are copied in other programs, in the desktop app',
  addCopiedLinks: 'true adds copied links without asking, while the clipboard is watched',
  showDropTarget: 'true shows the desktop app’s small window that takes dropped links',
  keepAwake: 'true keeps the computer awake while the desktop app downloads',
  userAgent: 'what Sluice calls itself to servers; none for “Sluice”',
  inspectLinks: 'true asks servers for name and size while links are in the add dialog',
  updateChecks: 'whether the signed desktop app looks for updates once a day: ask, on or off',
  updateChannel: 'which versions it looks for: stable or beta',
  finishedKeptDays: 'days after which finished downloads leave the list, up to 3650; 0 for never',
  rpcPort: 'the port of the page and the RPC',
  rpcSecret: 'the RPC’s secret; none for another one at each start',
  shortcuts: 'keys of the window’s commands, as JSON: {"add":["Mod+Shift+A"]}',
  backupsKept: 'daily backups of the list that are kept, up to 100',
  rpcAllowedOrigins: 'web pages that may call the RPC, such as https://example.org',
  language: 'the language of the window and the desktop; system takes it from the system',
  theme: 'the colours of the window: system, light or dark',
  density: 'the height of the rows in the window: comfortable or compact',
  systemAccent: 'true colours buttons and bars as the system does',
};

/** From what a relative folder and a `~` are taken. */
export type FolderBase = { readonly workingFolder: string; readonly homeFolder: string };

export type ReadSettings =
  | { readonly ok: true; readonly change: SettingsChange }
  | { readonly ok: false; readonly message: string };

type ReadValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly todo: string };

/** Reads `NAME=VALUE` words; all of them are good, or nothing is changed. Folders become absolute. */
export function readSettings(words: readonly string[], base: FolderBase): ReadSettings {
  const change: Partial<Record<SettingName, unknown>> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const wanted = equals === -1 ? word : word.slice(0, equals);
    const name = SETTING_NAMES.find((known) => known === wanted.trim());
    if (name === undefined) {
      return refused(`There is no setting “${wanted}”. The settings are ${SETTING_NAMES.join(', ')}.`);
    }
    if (equals === -1) return refused(`Write ${name}=VALUE to change it. To see all settings: sluice settings`);
    if (name in change) return refused(`${name} is given twice.`);
    const read = readValue(name, word.slice(equals + 1).trim(), base);
    if (!read.ok) return refused(`${word}: ${read.todo}`);
    change[name] = read.value;
  }
  const parsed = settingsChangeSchema().safeParse(change);
  if (parsed.success) return { ok: true, change: parsed.data };
  // Each value has passed its own schema, so this is not reached; if it is, the schema's words are better than none.
  return refused(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

function refused(message: string): ReadSettings {
  return { ok: false, message };
}

function readValue(name: SettingName, text: string, base: FolderBase): ReadValue {
  const field: z.ZodType = settingFields()[name];
  const todo = `Write ${boundWords(name, field)}.`;
  const value = toValue(name, text, { field, base });
  const parsed = field.safeParse(value);
  if (!parsed.success) return { ok: false, todo };
  if (name === 'rpcAllowedOrigins' && !z.array(z.string()).parse(value).every(hasHost)) return { ok: false, todo };
  return { ok: true, value: parsed.data };
}

/** The text as a value of the field's type; `undefined`, which no field takes, when it cannot be one. */
function toValue(
  name: SettingName,
  text: string,
  { field, base }: { readonly field: z.ZodType; readonly base: FolderBase },
): unknown {
  const isNone = text === 'none' || text === 'null';
  if (name === 'folderRules' || name === 'shortcuts') return isNone ? DEFAULT_SETTINGS[name] : toJson(text);
  if ((name === 'userAgent' || name === 'rpcSecret') && isNone) return '';
  if (name === 'hostLimits') return isNone ? [] : toHostLimits(text);
  if (field instanceof z.ZodArray) {
    const items = isNone ? [] : toList(text);
    return name === 'allowedFolders' ? items?.map((item) => toFolder(item, base)) : items;
  }
  if (field instanceof z.ZodNullable && isNone) return null;
  if (name === 'downloadFolder') return toFolder(text, base);
  if (name === 'limitBytesPerSecond') return isNone ? 0 : toRate(text);
  if (field instanceof z.ZodNumber) return /^\d+$/u.test(text) ? Number(text) : undefined;
  if (field instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : undefined;
  return text;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A JSON list, or texts between commas. */
function toList(text: string): readonly string[] | undefined {
  if (text.startsWith('[')) return z.array(z.string()).safeParse(toJson(text)).data;
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** As `sluice settings` tells them, or `HOST=RATE` between commas. */
function toHostLimits(text: string): unknown {
  if (text.startsWith('[')) return toJson(text);
  return toList(text)?.map((item) => {
    const equals = item.indexOf('=');
    return { host: item.slice(0, Math.max(equals, 0)), bytesPerSecond: toRate(item.slice(equals + 1)) };
  });
}

/** Shells do not replace the `~` behind a `=`, so it is done here. An empty one stays empty, and is refused. */
function toFolder(text: string, { workingFolder, homeFolder }: FolderBase): string {
  if (text === '') return text;
  const isInHome = text === '~' || /^~[/\\]/u.test(text);
  return isInHome ? path.join(homeFolder, text.slice(1)) : path.resolve(workingFolder, text);
}

function toRate(text: string): number | undefined {
  try {
    return parseRate(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined;
    throw error;
  }
}

/** A page's origin has one; `localhost:3000` reads as a URL of the scheme `localhost:` and has none. */
function hasHost(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host !== '';
}

function boundWords(name: SettingName, field: z.ZodType): string {
  if (name === 'downloadFolder') return 'a folder, or none for the system’s download folder';
  if (name === 'folderRules' || name === 'shortcuts')
    return `JSON: ${SETTING_WORDS[name].replace(/^.*?: /u, '')}, or none`;
  if (name === 'rpcSecret') return '8 characters or more without spaces, or none';
  if (name === 'allowedFolders') return 'folders with commas between them or as a JSON list, or none';
  if (name === 'rpcAllowedOrigins') {
    return 'origins such as https://example.org with commas between them or as a JSON list, or none';
  }
  if (name === 'proxyAddress') return 'the address of a proxy, such as http://host:3128 or socks5://host:1080, or none';
  if (name === 'hostLimits') return 'servers and rates with commas between them, such as example.org=500K, or none';
  if (name === 'noProxy') return 'hosts and networks with commas between them or as a JSON list, or none';
  if (name === 'limitBytesPerSecond') return 'bytes per second, such as 500K, 2M or 1.5M; 0 means no limit';
  if (field instanceof z.ZodEnum) return `one of ${field.options.join(', ')}`;
  if (field instanceof z.ZodNumber) return `a whole number from ${field.minValue} to ${field.maxValue}`;
  return field instanceof z.ZodBoolean ? 'true or false' : 'a text';
}

/** A setting's value as it may be written again. */
export function settingText(value: Settings[SettingName]): string {
  if (value === null) return 'none';
  if (typeof value === 'object' && !isTexts(value)) return isEmpty(value) ? 'none' : JSON.stringify(value);
  if (!isTexts(value)) return value === '' ? 'none' : String(value);
  if (value.length === 0) return 'none';
  return value.some((item) => item.includes(',')) ? JSON.stringify(value) : value.join(',');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
