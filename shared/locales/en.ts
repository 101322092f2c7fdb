import type { CallErrorCode, Notice } from '../contract.ts';
import type { DownloadErrorCode } from '../download-error.ts';
import type { DownloadStateKind } from '../download-state.ts';

/** Words for each failure: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Readonly<Record<DownloadErrorCode, { readonly what: string; readonly todo: string }>> = {
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
    todo: 'Check the link. Sluice keeps trying.',
  },
  'network.certificate': {
    what: 'The server’s certificate is not trusted.',
    todo: 'Do not send secrets to it. If it is your own server, install its certificate authority on this computer, then retry.',
  },

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
    todo: 'Retry starts it again from the beginning.',
  },
  'server.tooManyBytes': {
    what: 'The server sent more than it announced.',
    todo: 'Sluice starts the file again from the beginning.',
  },
  'server.encoded': {
    what: 'The server sent the file in a coding that Sluice did not ask for.',
    todo: 'Try the link in a browser, or ask the site’s owner.',
  },

  'disk.full': { what: 'The disk is full.', todo: 'Free some space, then resume.' },
  'disk.folderMissing': { what: 'The folder does not exist.', todo: 'Create it or choose another one, then retry.' },
  'disk.notWritable': {
    what: 'Sluice may not write to the folder.',
    todo: 'Choose another folder or change its permissions, then retry.',
  },
  'disk.nameTooLong': {
    what: 'The file’s path is too long for this disk.',
    todo: 'Choose a shorter folder or name, then retry.',
  },
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

  'checksum.mismatch': {
    what: 'The file arrived whole but its checksum is not the expected one.',
    todo: 'It is kept under its unfinished name. Check the expected value, then retry to fetch it again.',
  },

  'app.engineStopped': {
    what: 'The part of Sluice that moves data stopped.',
    todo: 'It was started again. Sluice continues where it stopped.',
  },
  'app.unexpected': { what: 'Something unexpected happened.', todo: 'Retry; if it happens again, please report it.' },
};

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Readonly<Record<CallErrorCode, string>> = {
  'call.unknown':
    'This Sluice does not know that command. Window and core may be of different versions: reload the window.',
  'call.badInput': 'That input is not valid.',
  'call.notFound': 'That download is not in the list any more.',
  'call.notCompleted': 'Only a completed download can be opened.',
  'call.folderNotAbsolute': 'The folder must be a full path, such as /home/me/Downloads.',
  'call.openFailed': 'The system could not open it.',
  'call.closing': 'Sluice is closing.',
  'call.failed': 'Something unexpected happened.',
};

export const NOTICE_WORDS: Readonly<Record<Notice['code'], string>> = {
  'notice.databaseDamaged':
    'The list of downloads was damaged, so Sluice started a fresh one. The damaged file was kept at:',
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
