import type { DownloadErrorCode } from './download-error.ts';

/**
 * What a user may decide when a download is blocked. Each is one button in the row, with its words under the same name
 * in `shared/locales`.
 *
 * - `retry`: try the same again.
 * - `restart`: give up the bytes so far and begin at 0.
 * - `keepBoth`: the bytes so far stay as a file of their own; the new file is fetched beside it.
 * - `newLink`: paste another link to the same file (`downloads.newLink`); the bytes are kept.
 * - `trust`: accept exactly this certificate from this host and port, for a while.
 * - `allow`: follow the redirect from https to http.
 * - `accept`: take what came as it is.
 * - `rename`, `overwrite`, `skip`: what to do about a name that is taken.
 * - `cancel`: take the download off the list.
 */
export const ANSWERS = [
  'retry', 'restart', 'keepBoth', 'newLink', 'trust', 'allow', 'accept', 'rename', 'overwrite', 'skip', 'cancel',
] as const; // prettier-ignore
export type Answer = (typeof ANSWERS)[number];

/** The codes that ask something special; every other code offers `retry` and `cancel`. The first is the likely one. */
const CHOICES: Partial<Readonly<Record<DownloadErrorCode, readonly Answer[]>>> = {
  'network.certificate': ['trust', 'cancel'],
  'network.certificateExpired': ['trust', 'retry', 'cancel'],
  'network.certificateWrongHost': ['trust', 'cancel'],
  'network.certificateUnknown': ['trust', 'cancel'],
  'server.insecureRedirect': ['allow', 'cancel'],
  'server.htmlInstead': ['newLink', 'retry', 'accept', 'cancel'],
  'server.changed': ['restart', 'keepBoth', 'cancel'],
  'link.expired': ['newLink', 'retry', 'cancel'],
  'link.otherFile': ['newLink', 'restart', 'cancel'],
  'app.sealed': ['newLink', 'retry', 'cancel'],
  'disk.nameTaken': ['rename', 'overwrite', 'skip'],
  'checksum.mismatch': ['restart', 'accept', 'cancel'],
  'checksum.unavailable': ['retry', 'accept', 'cancel'],
};

const COMMON: readonly Answer[] = ['retry', 'cancel'];

/** What may be answered to a download that is blocked by this code, the likely choice first. */
export function answersTo(code: DownloadErrorCode): readonly Answer[] {
  return CHOICES[code] ?? COMMON;
}
