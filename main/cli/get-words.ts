import { failedWords } from '../../shared/failed-words.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import type { DownloadErrorCode, DownloadFailure } from '../../shared/download-error.ts';
import type { StartRefusal } from '../app/start-refusal.ts';

const AGAIN = 'Run the same command again: it continues where it stopped.';
const LATER = 'Wait a while, then run the same command again.';

/**
 * What to do about a failure at a command line, where the words of the window would be wrong: `sluice get` has ended and
 * does not keep trying, and there is nothing to click.
 */
const TODO_AT_COMMAND_LINE: Readonly<Partial<Record<DownloadErrorCode, string>>> = {
  'network.unknownHost': 'Check the link and your connection, then run the same command again.',
  'network.refused': 'Check the link, and whether the server is up; then run the same command again.',
  'network.reset': AGAIN,
  'network.unreachable': 'Check your connection, then run the same command again.',
  'network.timedOut': LATER,
  'network.stalled': AGAIN,
  'network.truncated': AGAIN,
  'network.badResponse': 'Check the link, and whether it has to begin with http:// or https://.',
  'network.certificateExpired': 'Check this computer’s clock, and tell the server’s owner.',
  'network.certificateWrongHost': 'Check the name in the link: someone may be posing as the server.',
  'network.certificateUnknown': 'If it is your own server, name its certificate authority in NODE_EXTRA_CA_CERTS=FILE.',
  'network.certificate':
    'Do not send secrets to it. If it is your own server, name its certificate authority in NODE_EXTRA_CA_CERTS=FILE.',
  'server.unauthorized': 'Write the link as https://user:password@host/…, or add -H "Authorization: …".',
  'server.forbidden': 'The link may have expired. Copy a new one from the page.',
  'server.tooManyRequests': LATER,
  'server.unavailable': LATER,
  'server.failed': LATER,
  'server.rangeIgnored': 'Run the same command again.',
  'server.rangeWrong': 'Run the same command again.',
  'server.rangeUnsatisfiable': 'Run the same command again.',
  'server.changed':
    'Run the same command with --on-changed restart to fetch the new one, or --on-changed keep-both to keep what has ' +
    'arrived, too.',
  'server.insecureRedirect': 'If that does not matter, run the same command with --allow-insecure-redirect.',
  'server.htmlInstead':
    'The link may have expired or need a login. Copy a new one from the page, or keep the page with --accept-html.',
  'link.expired': 'Copy a new link from the page, then run the same command with --new-link URL: what arrived is kept.',
  'link.otherFile': 'Run the same command with --new-link and another link. What has arrived is kept.',
  'disk.nameTaken': 'Choose with --on-name-taken: rename, overwrite or skip.',
  'disk.stalled': 'It may be on a network. Run the same command again: it continues where it stopped.',
  'checksum.contradiction':
    'It is kept under its unfinished name. Look on the page that offers it for a newer Metalink or checksum; the same command compares again.',
  'checksum.unavailable': 'Run the same command again, or without --checksum auto.',
  'server.tooManyBytes': 'Run the same command again.',
  'disk.full': 'Free some space, then run the same command again: it continues where it stopped.',
  'disk.folderMissing': 'Create it, or choose another one with -d.',
  'disk.notWritable': 'Choose another folder with -d, or change its permissions.',
  'disk.nameTooLong': 'Choose a shorter folder with -d or a shorter name with -o.',
  'disk.fileTooLarge': 'Choose a folder on another disk with -d.',
  'disk.partLost': 'Run the same command again: it starts from the beginning.',
  'disk.failed': 'Check the disk, then run the same command again.',
  'checksum.mismatch':
    'It is kept under its unfinished name. Check the expected value; the same command fetches the file again.',
  'app.engineStopped': AGAIN,
  'app.unexpected': 'Run the same command again; if it happens again, please report it.',
};

/** What happened and what to do, in one line. */
export function failureWords({ code, detail, certificate }: DownloadFailure): string {
  const { what, todo } = failedWords(code);
  const extra = detail === '' ? '' : ` (${detail})`;
  const trust =
    certificate === undefined
      ? ''
      : ` To trust exactly this certificate of ${certificate.host}:${certificate.port}, run the same command with --trust-certificate ${certificate.sha256}`;
  return `${what} ${TODO_AT_COMMAND_LINE[code] ?? todo}${extra}${trust}`;
}

/** Which try comes next: `2 of 5`, or `2` when there is no end. */
export function nextAttemptText(failures: number, maxAttempts: number): string {
  return maxAttempts === 0 ? `${failures + 1}` : `${failures + 1} of ${maxAttempts}`;
}

/** That it failed but is tried again by itself. The time is in the user's time zone. */
export function retryWords(retry: {
  readonly code: DownloadErrorCode;
  readonly atMs: number;
  readonly nowMs: number;
  readonly attempt: string;
}): string {
  const waitMs = retry.atMs - retry.nowMs;
  const time = new Date(retry.atMs).toLocaleTimeString('en-GB');
  const wait = waitMs <= 0 ? 'now' : `in ${Math.ceil(waitMs / 1000)} s, at ${time}`;
  return `${ERROR_WORDS[retry.code].what} Trying again ${wait} (attempt ${retry.attempt}).`;
}

/** That the last checkpoint is lost on a disk that takes nothing. */
export const UNSAVED_WORDS =
  'The disk is full or does not work, so the last progress could not be saved. Free some space or look at the disk, ' +
  'then run the same command again: it continues from the progress before.';

/** Why `sluice get` could not begin in that folder. */
export function refusalWords(refusal: StartRefusal, directory: string): string {
  switch (refusal.kind) {
    case 'locked':
      return 'This download is already running in another sluice get. Wait for it, or stop it first.';
    case 'newerSchema':
      return 'This download was begun by a newer Sluice. Install that one again to continue it.';
    case 'full':
      return `${directory}: ${failureWords({ code: 'disk.full', detail: '' })}`;
    case 'notWritable':
      return `${directory}: ${failureWords({ code: 'disk.notWritable', detail: '' })}`;
    case 'heldByOther':
    case 'damaged':
    case 'failed':
      return refusal.message;
  }
}
