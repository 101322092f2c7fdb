import * as z from 'zod';
import { NAME_TAKEN_POLICIES } from './download.ts';
import { folderPath } from './folder-path.ts';
import { folderRuleSchema } from './folder-rules.ts';
import type { HostLimit } from './host-limit.ts';
import { LANGUAGE_SETTINGS } from './language.ts';
import { parseProxyAddress, PROXY_MODES } from './proxy.ts';
import { lazy } from './lazy.ts';
import { shortcutsSchema } from './shortcuts.ts';

const THEMES = ['system', 'light', 'dark'] as const;
const DENSITIES = ['comfortable', 'compact'] as const;

const hostLimit = lazy((): z.ZodType<HostLimit> =>
  z.object({
    host: z
      .string()
      .trim()
      .toLowerCase()
      .max(300)
      .regex(/^(?:\[[\da-f:.]+\]|[^\s/:@[\]]+)$/u, 'a server without port, such as example.org'),
    bytesPerSecond: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  }),
);

/** The most connections that a download tries when nobody said how many. */
export const MOST_AUTOMATIC_CONNECTIONS = 16;

/** What may be set for a file that changed on the server; an answer to `server.changed` overrules it. */
const CHANGED_POLICIES = ['ask', 'restart', 'keepBoth'] as const;

const WINDOW_CLOSE_POLICIES = ['ask', 'hide', 'quit'] as const;

/**
 * Everything a user can set, with its bounds. To add one: a line here, its default below, its words in
 * `shared/locales/en/window.ts`, and the place that reads it. `null` for the folder means the platform's download folder.
 */
export const settingFields = lazy(() => ({
  downloadFolder: folderPath().nullable(),
  /** Other folders that the RPC's `dir` may name, besides the download folder. */
  allowedFolders: z.array(folderPath()).max(100),
  /** Where new downloads go by what they are and where they come from; the first that fits. */
  folderRules: z.array(folderRuleSchema()).max(100),
  maxActiveDownloads: z.int().min(1).max(100),
  maxActivePerHost: z.int().min(1).max(100),
  /** 0 means as many as pay, up to `MOST_AUTOMATIC_CONNECTIONS`. */
  connectionsPerDownload: z.int().min(0).max(32),
  /** 0 means none. */
  limitBytesPerSecond: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Limits over all downloads of single servers; they hold beside the one over all. */
  hostLimits: z.array(hostLimit()).max(200),
  /** Failures in a row after which a download gives up; 0 means never. */
  maxAttempts: z.int().min(0).max(1000),
  /** Longest wait for a name lookup, a connection and a TLS handshake each, in milliseconds. */
  connectTimeoutMs: z.int().min(1000).max(600_000),
  /** Longest wait for the beginning of an answer, in milliseconds. */
  responseTimeoutMs: z.int().min(1000).max(3_600_000),
  /** No byte for this long closes a connection, in milliseconds. */
  idleTimeoutMs: z.int().min(1000).max(3_600_000),
  /** Where requests go through: the system's (or the environment's) proxies, none, or the one of `proxyAddress`. */
  proxyMode: z.enum(PROXY_MODES),
  /** As `http://user:password@host:port`, `https:` or `socks5:`; used with `manual`. Shown without its password. */
  proxyAddress: z
    .string()
    .trim()
    .max(1000)
    .refine(
      (address) => parseProxyAddress(address) !== null,
      'a proxy looks like http://host:3128 or socks5://host:1080',
    )
    .nullable(),
  /** Hosts that are reached without the proxy of `proxyAddress`; see `bypassesProxy`. */
  noProxy: z.array(z.string().trim().min(1).max(300)).max(200),
  /** What to do when the file on the server changed since the download began. */
  onChanged: z.enum(CHANGED_POLICIES),
  /** What to do when the folder has a file of that name. */
  onNameTaken: z.enum(NAME_TAKEN_POLICIES),
  /** Instead of a Metalink fetch the files that it names. */
  followMetalinks: z.boolean(),
  /** Give a finished file the time the server tells (Last-Modified). */
  useServerTime: z.boolean(),
  /** Mark finished files as coming from the web, where the system can. */
  markOrigin: z.boolean(),
  /** Tell through the system's notifications what finished or needs the user, while nobody looks at the window. */
  notifications: z.boolean(),
  /** Start with the computer, in the tray. In an installed app only. */
  startAtLogin: z.boolean(),
  /** Start without a window, in the tray; links that come with the start open it. */
  startInTray: z.boolean(),
  /** What closing the window does while something is downloading. When nothing is, it ends Sluice. */
  onWindowClose: z.enum(WINDOW_CLOSE_POLICIES),
  /** Wait while the computer runs on its battery. */
  pauseOnBattery: z.boolean(),
  /** Wait while the system says that its line is metered. */
  pauseOnMetered: z.boolean(),
  /** Offer links that were copied elsewhere. */
  watchClipboard: z.boolean(),
  /** Add links that were copied elsewhere at once, instead of offering them. */
  addCopiedLinks: z.boolean(),
  /** Show a small window above the others that takes dropped links. */
  showDropTarget: z.boolean(),
  /** Keep the computer from going to sleep by itself while something is downloading. */
  keepAwake: z.boolean(),
  /** What is sent as User-Agent where a download has none of its own; empty for Sluice's. */
  userAgent: z
    .string()
    .trim()
    .max(500)
    .regex(/^[\t\x20-\x7e]*$/u, 'one line of plain text'),
  /** Ask servers what links lead to before they are added. */
  inspectLinks: z.boolean(),
  /** Look for newer versions once a day: in builds that are updated, and not before a user said so. */
  updateChecks: z.enum(['ask', 'on', 'off']),
  /** Which versions are looked for. */
  updateChannel: z.enum(['stable', 'beta']),
  /** Days after which finished downloads leave the list, and are forgotten; 0 means never. Their files stay. */
  finishedKeptDays: z.int().min(0).max(3650),
  /** The port of the page and the RPC from the next start on; another one when it is taken. */
  rpcPort: z.int().min(1024).max(65_535),
  /** The RPC's secret; empty for another one at each start. */
  rpcSecret: z
    .string()
    .max(200)
    .regex(/^(?:[!-~]{8,})?$/u, 'a secret has 8 characters or more, and no spaces'),
  /** Keys that someone chose for commands. */
  shortcuts: shortcutsSchema(),
  /** Daily backups of the list that are kept. */
  backupsKept: z.int().min(0).max(100),
  /** Web pages (origins such as `https://example.org`) that may call the RPC. */
  rpcAllowedOrigins: z.array(z.url().max(500)).max(50),
  /** The language of window, tray, menus and notifications; `system` is the first of the system's that Sluice speaks. */
  language: z.enum(LANGUAGE_SETTINGS),
  theme: z.enum(THEMES),
  /** How much room a row takes. */
  density: z.enum(DENSITIES),
  /** Buttons and bars in the accent colour of the system, where it tells one. */
  systemAccent: z.boolean(),
}));

type SettingFields = ReturnType<typeof settingFields>;

/** All settings, complete and within bounds. */
export type Settings = { [Name in keyof SettingFields]: z.infer<SettingFields[Name]> };

/** The settings of a fresh installation. */
export const DEFAULT_SETTINGS: Settings = {
  downloadFolder: null,
  allowedFolders: [],
  folderRules: [],
  maxActiveDownloads: 5,
  maxActivePerHost: 5,
  connectionsPerDownload: 0,
  limitBytesPerSecond: 0,
  hostLimits: [],
  maxAttempts: 20,
  connectTimeoutMs: 30_000,
  responseTimeoutMs: 60_000,
  idleTimeoutMs: 30_000,
  proxyMode: 'system',
  proxyAddress: null,
  noProxy: [],
  onChanged: 'ask',
  onNameTaken: 'rename',
  followMetalinks: true,
  useServerTime: true,
  markOrigin: true,
  notifications: true,
  startAtLogin: false,
  startInTray: false,
  onWindowClose: 'ask',
  pauseOnBattery: false,
  pauseOnMetered: false,
  watchClipboard: false,
  addCopiedLinks: false,
  showDropTarget: false,
  keepAwake: true,
  userAgent: '',
  inspectLinks: true,
  updateChecks: 'ask',
  updateChannel: 'stable',
  finishedKeptDays: 0,
  rpcPort: 16_868,
  rpcSecret: '',
  shortcuts: {},
  backupsKept: 7,
  rpcAllowedOrigins: [],
  language: 'system',
  theme: 'system',
  density: 'comfortable',
  systemAccent: false,
};

/** A change of some settings. Unknown names are refused. */
export const settingsChangeSchema = lazy(() =>
  z.strictObject(
    // Without defaults, so that a change names only what it changes.
    Object.fromEntries(
      Object.entries(settingFields()).map(([name, field]) => [name, field.optional()]),
      // `Object.fromEntries` forgets the keys; this gives them back.
    ) as { [Name in keyof SettingFields]: z.ZodOptional<SettingFields[Name]> },
  ),
);

export type SettingsChange = z.infer<ReturnType<typeof settingsChangeSchema>>;
