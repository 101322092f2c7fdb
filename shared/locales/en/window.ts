import { ADD_WORDS } from './add.ts';
import type { CallErrorCode } from '../../contract.ts';
import type { Notice } from '../../window-frame.ts';
import type { DownloadErrorCode } from '../../download-error.ts';
import type { DownloadStateKind } from '../../download-state.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

/** Words for each failure: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Readonly<Record<DownloadErrorCode, { readonly what: string; readonly todo: string }>> = {
  'network.offline': {
    what: 'There is no connection to the network.',
    todo: 'Sluice waits and goes on when the connection is back.',
  },
  'network.unknownHost': {
    what: 'The server’s name was not found.',
    todo: 'Check the link and your connection. Sluice keeps trying.',
  },
  'network.refused': {
    what: 'The server refused the connection.',
    todo: 'It may be down for a moment. Sluice keeps trying.',
  },
  'network.reset': { what: 'The connection was cut.', todo: 'Sluice continues where it stopped.' },
  'network.unreachable': { what: 'The server cannot be reached.', todo: 'Check your connection. Sluice keeps trying.' },
  'network.timedOut': { what: 'The server did not answer in time.', todo: 'Sluice keeps trying.' },
  'network.stalled': { what: 'No data arrived for a while.', todo: 'Sluice continues where it stopped.' },
  'network.truncated': { what: 'The server ended the file too early.', todo: 'Sluice fetches the rest.' },
  'network.badResponse': {
    what: 'The server’s answer was not valid HTTP.',
    todo: 'Check the link, and whether it has to begin with http:// or https://. Sluice keeps trying.',
  },
  'network.certificate': {
    what: 'The server’s certificate is not trusted.',
    todo: 'Someone may be posing as the server. Trust this certificate only if you know why it is like that.',
  },
  'network.certificateExpired': {
    what: 'The server’s certificate has expired or is not valid yet.',
    todo: 'Check this computer’s clock. Trust the certificate only if you know the server.',
  },
  'network.certificateWrongHost': {
    what: 'The server’s certificate is for another name.',
    todo: 'Someone may be posing as the server. Trust this certificate only if you know why it is like that.',
  },
  'network.certificateUnknown': {
    what: 'The server’s certificate comes from an unknown authority.',
    todo: 'Someone may be posing as the server. Trust this certificate only if it is your own server’s.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'The server asks for a user name and password (401).',
    todo: 'Add the link again as https://user:password@host/…, or with an Authorization header.',
  },
  'server.forbidden': {
    what: 'The server does not allow this download (403).',
    todo: 'The link may have expired. Copy a new link from the page and add it.',
  },
  'server.notFound': {
    what: 'The server has no such file (404).',
    todo: 'Check the link, or copy a new one from the page.',
  },
  'server.gone': { what: 'The file was removed from the server (410).', todo: 'Look for a newer link on the page.' },
  'server.rejected': {
    what: 'The server rejected the request.',
    todo: 'Check the link, or copy a new one from the page.',
  },
  'server.tooManyRequests': {
    what: 'The server asks for fewer requests (429).',
    todo: 'Sluice waits as long as the server asked, then continues.',
  },
  'server.unavailable': { what: 'The server is busy (503).', todo: 'Sluice waits, then continues.' },
  'server.failed': { what: 'The server had an error.', todo: 'Sluice tries again.' },
  'server.tooManyRedirects': { what: 'The link leads in circles.', todo: 'Copy a new link from the page.' },
  'server.badRedirect': {
    what: 'The link leads to an address Sluice does not open.',
    todo: 'Only http and https links can be downloaded.',
  },
  'server.insecureRedirect': {
    what: 'The secure link leads to an insecure address.',
    todo: 'On the way others could read or change the file. Allow it only if that does not matter.',
  },
  'server.rangeIgnored': {
    what: 'The server cannot continue this file.',
    todo: 'Sluice starts it again from the beginning.',
  },
  'server.rangeWrong': {
    what: 'The server sent the wrong part of the file.',
    todo: 'It was thrown away. Sluice tries again.',
  },
  'server.rangeUnsatisfiable': {
    what: 'The file on the server is shorter than before.',
    todo: 'Sluice starts it again from the beginning.',
  },
  'server.changed': {
    what: 'The file on the server changed since the download began.',
    todo: 'Start again, or keep what you have and fetch the new one beside it.',
  },
  'server.tooManyBytes': {
    what: 'The server sent more than it announced.',
    todo: 'Sluice starts the file again from the beginning.',
  },
  'server.encoded': {
    what: 'The server sent the file in a coding that Sluice did not ask for.',
    todo: 'Try the link in a browser, or ask the site’s owner.',
  },
  'server.htmlInstead': {
    what: 'The server sent a web page instead of the file.',
    todo: 'The link may have expired or need a login. Paste a new link, or accept the page.',
  },

  'disk.full': { what: 'The disk is full.', todo: 'Free some space. Sluice goes on by itself when there is room.' },
  'disk.folderMissing': { what: 'The folder does not exist.', todo: 'Create it or choose another one, then retry.' },
  'disk.notWritable': {
    what: 'Sluice may not write to the folder.',
    todo: 'Choose another folder or change its permissions, then retry.',
  },
  'disk.nameTooLong': {
    what: 'The file’s path is too long for this disk.',
    todo: 'Choose a shorter folder or name, then retry.',
  },
  'disk.nameTaken': {
    what: 'There is a file of that name already.',
    todo: 'Choose whether to number the new one, replace the old one, or leave it.',
  },
  'disk.stalled': { what: 'The folder does not answer.', todo: 'It may be on a network. Sluice keeps trying.' },
  'disk.fileTooLarge': { what: 'The file is larger than this disk allows.', todo: 'Choose a folder on another disk.' },
  'disk.partLost': {
    what: 'The unfinished file is gone or was changed by another program.',
    todo: 'Sluice starts it again from the beginning.',
  },
  'disk.failed': { what: 'The disk reported an error.', todo: 'Check the disk, then retry.' },

  'link.notUrl': { what: 'This is not a link.', todo: 'A link looks like https://example.org/file.zip.' },
  'link.unsupportedScheme': {
    what: 'Sluice cannot download this kind of link.',
    todo: 'Use a link that starts with http:// or https://.',
  },

  'link.expired': {
    what: 'The link has expired.',
    todo: 'Copy a new link from the page and paste it here. What has arrived is kept.',
  },
  'link.otherFile': {
    what: 'The new link leads to another file.',
    todo: 'Paste another link. What has arrived is kept.',
  },

  'checksum.mismatch': {
    what: 'The file arrived whole but its checksum is not the expected one.',
    todo: 'It is kept under its unfinished name. Fetch it again, or accept it as it is.',
  },
  'checksum.contradiction': {
    what: 'Every piece of the file is right, but its checksum is not the expected one: what is known of it contradicts itself.',
    todo: 'It is kept under its unfinished name. Look for a newer Metalink or checksum, or accept it as it is.',
  },
  'checksum.unavailable': {
    what: 'The file’s published checksum could not be read.',
    todo: 'Retry, or accept the file without it.',
  },

  'app.engineStopped': {
    what: 'The part of Sluice that moves data stopped.',
    todo: 'It was started again. Sluice continues where it stopped.',
  },
  'app.sealed': { what: 'Its saved login cannot be read here.', todo: 'Open the desktop app or paste the link again.' },
  'app.unexpected': { what: 'Something unexpected happened.', todo: 'Retry; if it happens again, please report it.' },
};

/** What to do about a download that has failed, where the table says that Sluice goes on: now it does not. */
export const GAVE_UP_WORDS = {
  nameTaken: 'It was skipped. Move that file away and try again to fetch it all the same.',
  gaveUp: 'Sluice tried many times and gave up. Retry tries again.',
} as const;

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Readonly<Record<CallErrorCode, string>> = {
  'call.unknown':
    'This Sluice does not know that command. Window and core may be of different versions: reload the window.',
  'call.badInput': 'That input is not valid.',
  'call.notFound': 'That download is not in the list any more.',
  'call.notCompleted': 'Only a completed download can be opened.',
  'call.folderNotAbsolute': 'The folder must be a full path, such as /home/me/Downloads.',
  'call.fileGone':
    'The file is not there any more. It may have been moved or deleted; add its link again to download it.',
  'call.folderGone': 'That folder cannot be read. Check its path, and that its disk is connected.',
  'call.badLink': 'That is not a link that Sluice can download. Paste one that starts with http:// or https://.',
  'call.isRunning': 'That can be done only while the download does not run. Pause it first.',
  'call.isProgram': 'This file is a program. Open it only if you trust where it came from.',
  'call.openFailed': 'The system could not open it.',
  'call.notSaved':
    'Sluice could not save this. The disk with its data folder may be full: free some space and try again.',
  'call.notOurFile':
    'Sluice did not write this file: it came with an imported list. Remove the download without its file, and delete the file in its folder.',
  'call.notWritten': 'The file could not be written. Choose a folder that you may write to, on a disk with room.',
  'call.backupGone': 'That backup is not there any more. Choose another one.',
  'call.backupUnusable':
    'That backup cannot be used: it is damaged, or from a newer Sluice. Your list stays as it is; choose another backup.',
  'call.closing': 'Sluice is closing.',
  'call.cancelled': 'Cancelled.',
  'call.portTaken':
    'Another program uses this port, or the system keeps it. Choose another number; the port stays as it was.',
  'call.notTrashed':
    'The trash did not take this file. Sluice did not write it and deletes it in no other way. Remove the download without its file, or delete the file yourself.',
  'call.failed': 'Something unexpected happened.',
};

export const NOTICE_WORDS: Readonly<Record<Notice['code'], string>> = {
  'notice.databaseDamaged':
    'The list of downloads was damaged, so Sluice started a fresh one. The damaged file was kept at:',
  'notice.backupAvailable': 'There is a backup of your list, which you can restore in the settings:',
  'notice.listRestored': 'The backup is your list now. The list of before was kept at:',
  'notice.cannotSave':
    'Sluice cannot save what happens, and keeps trying. Free some space on the disk that holds its data folder:',
  'notice.onBattery': 'Sluice waits until the computer is plugged in (Settings, Notifications).',
  'notice.onMetered': 'Sluice waits until the line is no longer metered (Settings, Notifications).',
  'notice.rowsLeftOut':
    'Some downloads could not be read and are left out of the list; they stay in its file. Add their links again, which takes up what has arrived:',
  'notice.settingsReset': 'Some settings could not be read and were set back to their defaults:',
};

export const STATE_WORDS: Readonly<Record<DownloadStateKind, string>> = {
  queued: 'Waiting',
  probing: 'Connecting',
  downloading: 'Downloading',
  pausing: 'Pausing',
  paused: 'Paused',
  retrying: 'Trying again',
  blocked: 'Needs you',
  finishing: 'Finishing',
  completed: 'Completed',
  failed: 'Failed',
};

/** A text that depends on a number. `{count}` stands for it; the forms are those of `Intl.PluralRules`. */
export type PluralWords = { readonly one: string; readonly other: string };

/** Every text of the window that is not under a code above. `{name}` marks a value that is filled in. */
export const WINDOW_WORDS = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Downloads',
    add: 'Add',
    pause: 'Pause',
    resume: 'Resume',
    retry: 'Retry',
    restart: 'Start again…',
    remove: 'Remove',
    removeMore: 'Remove…',
    rename: 'Rename…',
    moveTo: 'Move to folder…',
    category: 'Choose kind…',
    stopMove: 'Stop moving',
    pauseAll: 'Pause all',
    resumeAll: 'Resume all',
    open: 'Open',
    showInFolder: 'Show in folder',
    copyLink: 'Copy link',
    details: 'Details',
    verify: 'Verify file',
    repair: 'Repair',
    newLink: 'New link…',
    answers: 'Other answers',
    settings: 'Settings',
    openBackups: 'Go back to a backup…',
    more: 'More actions',
    chooseFolder: 'Choose…',
    chooseFolderName: 'Choose a folder',
    cancel: 'Cancel',
    close: 'Close',
    dismiss: 'Dismiss',
    shortcuts: 'Keyboard shortcuts',
  },
  search: { label: 'Search by name or link' },
  filters: {
    label: 'Show',
    all: 'All',
    active: 'Active',
    waiting: 'Waiting',
    finished: 'Finished',
    attention: 'Needs you',
  },
  sidebar: {
    categories: 'Categories',
    folders: 'Folders',
    hosts: 'Servers',
    toggle: 'Sidebar',
    combine: '{key}click: together with what is shown',
    also: 'Also filter by “{name}”',
    without: 'No longer only “{name}”',
  },
  categories: {
    video: 'Video',
    audio: 'Audio',
    images: 'Images',
    documents: 'Documents',
    archives: 'Archives',
    programs: 'Programs',
    other: 'Other',
  },
  limit: {
    label: 'Speed limit',
    none: 'No limit',
    other: 'Another limit…',
    button: 'Speed limit: {limit}',
  },
  priorities: { high: 'High', normal: 'Normal', low: 'Low' },
  queue: {
    top: 'Start first',
    bottom: 'Start last',
    priority: 'Priority: {priority}',
    inOrder: 'In the order they start',
    moved: 'The order in which downloads start has changed.',
    showOrder: 'Show the order',
  },
  columns: {
    name: 'Name',
    host: 'Host',
    state: 'State',
    size: 'Size',
    speed: 'Speed',
    timeLeft: 'Time left',
    added: 'Added',
    priority: 'Priority',
    folder: 'Folder',
    category: 'Kind',
    note: 'Note',
    actions: 'Actions',
    choose: 'Columns',
    width: 'Width of {column}',
    reset: 'Reset columns',
  },
  row: {
    loading: 'Loading…',
    sizeOf: '{received} of {size}',
    percent: '{state} {percent}',
    checking: 'Checking…',
    waitsForPlace: 'Waiting for a place',
    moving: 'Moving {percent}',
    retryAt: '{what} Next try at {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Downloads',
    emptyTitle: 'Drop links here',
    emptyBody: 'Drag links, text or a text file onto this window, paste them with {paste}, or choose Add.',
    nothingFiltered: 'No downloads here.',
    nothingFound: 'Nothing matches “{search}”.',
    showAll: 'Show all downloads',
  },
  status: {
    label: 'Totals',
    active: { one: '{count} active', other: '{count} active' },
    waiting: { one: '{count} waiting', other: '{count} waiting' },
    selected: { one: '{count} selected', other: '{count} selected' },
    downloads: { one: '{count} download', other: '{count} downloads' },
    timeLeft: '{time} left',
    idle: 'Nothing is downloading',
    free: '{size} free',
    limited: 'limit {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Drop to add downloads',
    body: 'Links, text, or a text file with links',
    notText: '“{name}” is not a text file. Drop links, text, or a text file with links in it.',
    tooLarge: '“{name}” is larger than {limit}. Split it, or paste the links.',
    unreadable: '“{name}” could not be read. Check that it still exists and try again.',
    noLink: '“{name}” is a shortcut without a link. Drop one that leads to a web page or file.',
    nothing: 'There are no links in what you dropped.',
  },
  remove: {
    title: { one: 'Remove {count} download?', other: 'Remove {count} downloads?' },
    body: 'What has arrived stays on disk, unless you choose otherwise.',
    deleteFiles: { one: 'Also delete the file', other: 'Also delete the files' },
    trashFiles: { one: 'Also move the file to the trash', other: 'Also move the files to the trash' },
    trashHint: 'On a disk without a trash it is deleted for good.',
  },
  messages: {
    label: 'Messages',
    undo: 'Undo',
    cameBack: { one: '{count} download is back', other: '{count} downloads are back' },
    added: { one: 'Added {count} download', other: 'Added {count} downloads' },
    refused: { one: '{count} link was not added. {what}', other: '{count} links were not added. {what}' },
    finished: '{name} is finished',
    finishedMany: { one: '{count} download finished', other: '{count} downloads finished' },
    failed: '{name}: {what}',
    removed: { one: 'Removed {count} download', other: 'Removed {count} downloads' },
    copied: { one: 'Copied {count} link', other: 'Copied {count} links' },
    copyFailed: 'The clipboard could not be used. Click in the window and try again.',
    noConnection: 'Sluice is not running, so nothing was changed.',
  },
  connection: {
    lost: 'Sluice is not running. Reconnecting…',
    endedTitle: 'This window’s permission has ended.',
    endedBody: 'Run `sluice serve` or `npm start` again to open a new one.',
  },
  /** Keys as keyboards name them; `Mod` is the Control key. */
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Space: 'Space',
    Enter: 'Enter',
    Delete: 'Delete',
    Backspace: 'Backspace',
    ContextMenu: 'Menu key',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    change: 'Change…',
    add: 'Add downloads',
    paste: 'Add the links on the clipboard',
    addNow: 'Add what is in the dialog',
    search: 'Search',
    move: 'Move through the list',
    extend: 'Select several',
    selectAll: 'Select all',
    pauseResume: 'Pause or resume',
    open: 'Open the file, or do what the row asks for',
    remove: 'Remove',
    rename: 'Rename',
    copyLink: 'Copy links',
    menu: 'More actions',
    queueUp: 'Start earlier or later',
    combine: 'Show together with what is shown (sidebar)',
    details: 'Details',
    settings: 'Settings',
    sheet: 'Show this sheet',
  },
} as const;
