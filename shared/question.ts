import type { DownloadErrorCode } from './download-error.ts';
import type { DownloadState } from './download-state.ts';
import type { RowRelocation } from './relocation.ts';

/**
 * What a user may decide when a download asks. Each is one button in the row, with its words under the same name
 * in `shared/locales`.
 *
 * - `retry`: try the same again, with what may be kept of the bytes so far.
 * - `restart`: give up the bytes so far and begin at 0.
 * - `keepBoth`: the bytes so far stay as a file of their own; the new file is fetched beside it.
 * - `newLink`: paste another link to the same file (`downloads.newLink`); the bytes are kept.
 * - `trust`: accept exactly this certificate from this host and port, for a while.
 * - `allow`: follow the redirect from https to http.
 * - `accept`: take what came as it is.
 * - `rename`, `overwrite`, `skip`: what to do about a name that is taken.
 * - `leave`: a file that could not be moved or renamed stays where it is, under its name.
 * - `cancel`: take the download off the list.
 */
export const ANSWERS = [
  'retry', 'restart', 'keepBoth', 'newLink', 'trust', 'allow', 'accept', 'rename', 'overwrite', 'skip', 'leave', 'cancel',
] as const; // prettier-ignore
export type Answer = (typeof ANSWERS)[number];

/**
 * What a download asks about: what blocked it, or a complete file that did not get where it was to go. `move.notOurs`: trying
 * that again would not help.
 */
export type QuestionCode = DownloadErrorCode | 'move.failed' | 'move.nameTaken' | 'move.notOurs';

/** The codes that ask something special; every other code offers `retry` and `cancel`. The first is the likely one. */
const CHOICES: Partial<Readonly<Record<QuestionCode, readonly Answer[]>>> = {
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
  'checksum.mismatch': ['retry', 'accept', 'cancel'],
  'checksum.contradiction': ['accept', 'restart', 'cancel'],
  'checksum.unavailable': ['retry', 'accept', 'cancel'],
  'move.failed': ['retry', 'leave'],
  'move.nameTaken': ['rename', 'retry', 'leave'],
  'move.notOurs': ['leave'],
};

const COMMON: readonly Answer[] = ['retry', 'cancel'];

/** What may be answered to a download that asks about this, the likely choice first. */
export function answersTo(code: QuestionCode): readonly Answer[] {
  return CHOICES[code] ?? COMMON;
}

/** As much of a download as tells what it asks: a row, or the core's own. */
export type Asking = {
  readonly state: DownloadState;
  readonly relocation: {
    readonly kind: RowRelocation['kind'];
    readonly problem?: RowRelocation['problem'];
  } | null;
};

/** What a download asks about; `null` when it asks nothing. */
export function questionOf({ state, relocation }: Asking): QuestionCode | null {
  if (state.kind === 'blocked') return state.failure.code;
  if (state.kind !== 'completed' || relocation?.kind !== 'failed') return null;
  const { problem } = relocation;
  return problem === 'notOurs' || problem === 'nameTaken' ? `move.${problem}` : 'move.failed';
}
