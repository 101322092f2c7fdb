import type { SkipReason } from '../../contract.ts';
import type { HostFactKind } from '../../host-fact.ts';
import type { Settings } from '../../settings.ts';
import type { PluralWords } from './window.ts';

/** A setting's name, and one line of help below it. */
export const SETTING_TEXTS: Readonly<Record<keyof Settings, { readonly label: string; readonly help: string }>> = {
  downloadFolder: { label: 'Save downloads in', help: 'Empty means your system’s download folder.' },
  allowedFolders: {
    label: 'Other folders for programs',
    help: 'Programs that use the RPC may save here too. One full path per line.',
  },
  folderRules: {
    label: 'Folders by kind and server',
    help: 'The first line that fits decides, unless you choose a folder when you add a link.',
  },
  maxActiveDownloads: { label: 'Downloads at the same time', help: 'The others wait their turn.' },
  maxActivePerHost: { label: 'Of these from one server', help: 'Some servers refuse more than a few.' },
  connectionsPerDownload: {
    label: 'Connections per download',
    help: '0 means as many as make it faster, up to 16. Sluice uses fewer where a server asks for it.',
  },
  limitBytesPerSecond: { label: 'Speed limit', help: 'Over all downloads. 0 means no limit.' },
  hostLimits: {
    label: 'Speed limit per server',
    help: 'One per line: a server and megabytes per second, such as example.org 0.5. All names below it share the limit.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'Your system’s own, none, or the one below. This computer itself is always reached directly.',
  },
  proxyAddress: {
    label: 'Address of the proxy',
    help: 'Such as http://user:password@proxy:3128, https://proxy:3128 or socks5://proxy:1080. The password is not shown again.',
  },
  noProxy: {
    label: 'Without the proxy',
    help: 'Hosts (example.org), networks (10.0.0.0/8) or <local>, one per line. Of the proxy above only.',
  },
  maxAttempts: { label: 'Give up after', help: 'Failures in a row. 0 means never.' },
  connectTimeoutMs: { label: 'Wait for a connection', help: 'For the name, the connection and the handshake each.' },
  responseTimeoutMs: { label: 'Wait for an answer', help: 'Until a server begins to answer a request.' },
  idleTimeoutMs: { label: 'Wait for data', help: 'A connection that sends nothing for so long is replaced.' },
  onChanged: {
    label: 'When a file changed on the server',
    help: 'Sluice never mixes an old beginning with a new end.',
  },
  onNameTaken: { label: 'When a file of that name is there', help: 'A file is replaced only when you choose so.' },
  followMetalinks: {
    label: 'Follow Metalinks',
    help: 'Instead of a Metalink the files that it names are fetched, from all places it knows and with their checksums.',
  },
  useServerTime: { label: 'Keep the server’s file time', help: 'The date that the server tells, instead of now.' },
  markOrigin: {
    label: 'Mark files as coming from the web',
    help: 'Your system can then warn before it runs a program. Only the host and path are written.',
  },
  notifications: {
    label: 'Notifications',
    help: 'Tells what finished or needs you while the window is not in front. In the desktop app only.',
  },
  startAtLogin: { label: 'Start with the computer', help: 'In the tray, without a window. In the installed app only.' },
  startInTray: {
    label: 'Start without the window',
    help: 'Only the tray shows that Sluice runs. Links that come with the start open the window. In the desktop app only.',
  },
  onWindowClose: {
    label: 'Closing the window',
    help: 'While something is downloading; otherwise it ends Sluice. In the desktop app only.',
  },
  pauseOnBattery: {
    label: 'Wait while on battery',
    help: 'Downloads go on by themselves when the computer is plugged in again. In the desktop app only.',
  },
  pauseOnMetered: {
    label: 'Wait while the line is metered',
    help: 'A phone’s hotspot, or what your system is told to spare. Linux with NetworkManager, and Windows; macOS does not tell.',
  },
  watchClipboard: {
    label: 'Watch the clipboard',
    help: 'Offers links that you copy in other programs. On Wayland only while Sluice has the focus.',
  },
  addCopiedLinks: {
    label: 'Add copied links without asking',
    help: 'While the clipboard is watched. What was added is told, and a click on that shows it.',
  },
  showDropTarget: {
    label: 'Drop target',
    help: 'A small window above the others that takes links. On Wayland it cannot stay on top. In the desktop app only.',
  },
  keepAwake: {
    label: 'Keep the computer awake',
    help: 'While something is downloading. In the desktop app only.',
  },
  userAgent: { label: 'User agent', help: 'What Sluice calls itself to servers. Empty means “Sluice”.' },
  inspectLinks: {
    label: 'Look at links before they are added',
    help: 'Asks each server for the name and size while you look at the list. Off, nothing is sent before you add.',
  },
  updateChecks: {
    label: 'Look for updates',
    help: 'Once a day; a new version is installed when you quit. In signed packages of the desktop app only.',
  },
  updateChannel: { label: 'Versions', help: 'Test versions come sooner and have more faults.' },
  finishedKeptDays: {
    label: 'Keep finished downloads in the list',
    help: 'In days; then they are forgotten. Their files stay. 0 means for good.',
  },
  rpcPort: { label: 'Port', help: 'Of the page and the RPC, on this computer only.' },
  rpcSecret: {
    label: 'Secret of the RPC',
    help: 'Programs send it as token:SECRET. Empty means another one at each start.',
  },
  shortcuts: { label: 'Keyboard shortcuts', help: 'Choose a key, then press another one. Escape keeps it.' },
  backupsKept: { label: 'Daily backups to keep', help: 'Of the list and the settings. 0 makes none.' },
  rpcAllowedOrigins: {
    label: 'Web pages that may use Sluice',
    help: 'Origins that may call the RPC, such as https://example.org. One per line.',
  },
  language: { label: 'Language', help: 'Of the window, the tray, menus and notifications.' },
  theme: { label: 'Colours', help: 'Light, dark, or as the system is.' },
  density: { label: 'Rows', help: 'Compact rows have one line each.' },
  systemAccent: {
    label: 'The system’s accent colour',
    help: 'For buttons and bars, where the system tells its colour. The focus ring stays as it is.',
  },
};

/** The choices of the settings that have some. */
export const CHOICE_TEXTS: Readonly<
  Record<'onChanged', Readonly<Record<Settings['onChanged'], string>>> &
    Record<'updateChecks', Readonly<Record<Settings['updateChecks'], string>>> &
    Record<'updateChannel', Readonly<Record<Settings['updateChannel'], string>>> &
    Record<'proxyMode', Readonly<Record<Settings['proxyMode'], string>>> &
    Record<'onNameTaken', Readonly<Record<Settings['onNameTaken'], string>>> &
    Record<'onWindowClose', Readonly<Record<Settings['onWindowClose'], string>>> &
    Record<'theme', Readonly<Record<Settings['theme'], string>>> &
    Record<'density', Readonly<Record<Settings['density'], string>>>
> = {
  onChanged: { ask: 'Ask', restart: 'Start again', keepBoth: 'Keep both' },
  updateChecks: { ask: 'Ask', on: 'Yes', off: 'Never' },
  updateChannel: { stable: 'Finished versions', beta: 'Test versions too' },
  proxyMode: { system: 'As the system', none: 'None', manual: 'This one' },
  onWindowClose: { ask: 'Ask', hide: 'Keep running', quit: 'Quit' },
  theme: { system: 'As the system', light: 'Light', dark: 'Dark' },
  density: { comfortable: 'Comfortable', compact: 'Compact' },
  onNameTaken: { rename: 'Add a number', overwrite: 'Replace it', skip: 'Skip the download', ask: 'Ask' },
};

/** What was learned about a server; `{value}` is the fact's number. */
export const HOST_FACT_WORDS: Readonly<Record<HostFactKind, PluralWords>> = {
  noRanges: same('Sends whole files only'),
  noConditions: same('Ignores “only if unchanged”'),
  unstableEtag: same('Marks the same file differently each time'),
  asksToWait: same('Asks Sluice to wait'),
  paidConnections: {
    one: 'Downloads fastest with {count} connection',
    other: 'Downloads fastest with {count} connections',
  },
  maxConnections: { one: 'Takes {count} connection at a time', other: 'Takes {count} connections at a time' },
};

function same(text: string): PluralWords {
  return { one: text, other: text };
}

/** Why an unfinished file could not be taken up. */
export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  inUse: 'It belongs to a download in the list.',
  noRecord: 'Nothing beside it tells where it came from.',
  unreadable: 'It could not be read.',
  nothingIntact: 'Nothing of it is intact.',
};

/** The other texts of the settings. */
export const SETTINGS_WORDS = {
  title: 'Settings',
  open: 'Settings',
  sections: 'Sections',
  section: {
    downloads: 'Folders',
    limits: 'Connections and limits',
    retries: 'Retries and waiting',
    names: 'Names and conflicts',
    network: 'Network',
    servers: 'Servers',
    certificates: 'Certificates',
    backups: 'Backup and export',
    recover: 'Recover files',
    computer: 'Desktop and notifications',
    appearance: 'Appearance and language',
    shortcuts: 'Keyboard shortcuts',
    integration: 'Integration',
    privacy: 'Privacy',
  },
  reset: 'Reset “{name}” to {value}',
  search: 'Search settings',
  nothingFound: 'No setting matches “{search}”.',
  goTo: 'Open “{section}”',
  seconds: 's',
  days: { one: 'day', other: 'days' },
  megabytes: 'MB/s',
  times: { one: 'failure', other: 'failures' },
  on: 'on',
  off: 'off',
  systemLanguage: 'As the system',
  systemFolder: 'the system’s folder',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'A proxy looks like http://proxy:3128 or socks5://proxy:1080.',
  nothing: 'nothing',
  defaultKeys: 'the keys of before',
  outOfBounds: 'A number from {least} to {most}.',
  wrong: 'This cannot be used.',
  wrongLine: 'This line cannot be used: {line}',
  wrongNumber: 'A number, such as 2 or 0.5.',
  loading: 'Loading…',
  until: 'until {date}',
  servers: {
    body: 'What Sluice noticed about servers, so that it need not try the same in vain each time.',
    empty: 'Nothing has been noticed yet.',
    forget: 'Forget what was learned about {host}',
    forgetAll: 'Forget all',
  },
  certificates: {
    body: 'Certificates that you trust although they cannot be verified. Each is good for one server only.',
    empty: 'You trust no such certificate.',
    remove: 'Stop trusting the certificate of {host}',
  },
  backups: {
    body: 'Copies of the list of downloads and the settings; the files themselves are not in them.',
    empty: 'There is no backup yet.',
    create: 'Make a backup now',
    creating: 'Making a backup…',
    restore: 'Restore…',
    restoreOf: 'Restore the backup of {date}…',
    confirmTitle: 'Go back to this backup?',
    confirmBody:
      'The list and the settings become what they were then. Sluice makes a backup of now first, and ends; start it again to go on.',
    confirm: 'Restore and end Sluice',
    restored: 'Sluice ends now and uses the backup when it starts again.',
  },
  rules: {
    kind: 'Kind of file',
    anything: 'Everything',
    host: 'Server',
    anyHost: 'any server',
    folder: 'Folder',
    fromHost: '{kind} from {host}',
    add: 'Add rule',
    remove: 'Remove the rule for “{rule}”',
  },
  keys: {
    change: 'Change the key of “{name}”, now {keys}',
    press: 'Press a key…',
    taken: '{key} is “{name}” already. Choose another key, or change that one first.',
    reserved: '{key} has a meaning of its own everywhere. Choose another key.',
  },
  privacy: {
    title: 'Forget now',
    body: 'Files on disk stay. What Sluice noticed about servers is under “Servers”.',
    clearFinished: 'Clear finished downloads',
    forgetChoices: 'Forget choices for servers',
    cleared: { one: '{count} download left the list.', other: '{count} downloads left the list.' },
    forgotten: { one: 'Forgot the choices for {count} server.', other: 'Forgot the choices for {count} servers.' },
  },
  transfer: {
    exportTitle: 'Export',
    exportBody: 'Writes a JSON file, for another computer or another program.',
    withDownloads: 'With the list of downloads',
    withSecrets: 'With logins, cookies and the RPC’s secret',
    export: 'Export',
    exporting: 'Writing…',
    exported: {
      one: 'Wrote {count} download and the settings to {file}',
      other: 'Wrote {count} downloads and the settings to {file}',
    },
    importTitle: 'Import',
    importBody: 'Takes a file that Sluice exported, or an input file or session of aria2.',
    choose: 'Choose a file…',
    found: { one: '{count} download', other: '{count} downloads' },
    unreadable: { one: '{count} entry cannot be taken.', other: '{count} entries cannot be taken.' },
    unknownSettings: 'Settings of another version are left out: {names}.',
    withSettings: { one: 'Take over {count} setting', other: 'Take over {count} settings' },
    starts: 'Start what was waiting',
    import: 'Import',
    imported: { one: 'Added {count} download.', other: 'Added {count} downloads.' },
    known: { one: '{count} was in the list already.', other: '{count} were in the list already.' },
    withoutFile: {
      one: '{count} comes paused, since its file is not here.',
      other: '{count} come paused, since their files are not here.',
    },
    unusable: {
      notList: '“{name}” is neither a file that Sluice exported nor an input file or session of aria2.',
      newer: '“{name}” was written by a newer Sluice. Install that version to import it.',
      tooLarge: '“{name}” is larger than 200 MB.',
      unreadable: '“{name}” could not be read. Check that it still exists and try again.',
    },
  },
  recover: {
    body: 'Takes up unfinished files that no download in the list knows, after the list was lost or a disk was moved here. What is intact of them is kept.',
    folder: 'Folder to look in',
    start: 'Look for unfinished files',
    running: 'Looking…',
    found: {
      one: 'Took up {count} file. It is in the list, paused.',
      other: 'Took up {count} files. They are in the list, paused.',
    },
    none: 'There is no unfinished file in this folder.',
    nothingNew: 'Nothing could be taken up.',
    held: '{size} intact',
    skipped: { one: '{count} file was left:', other: '{count} files were left:' },
  },
  more: { one: 'and {count} more', other: 'and {count} more' },
} as const;
