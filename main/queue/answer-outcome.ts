import type { Answer } from '../../shared/question.ts';
import { answersTo, questionOf } from '../../shared/question.ts';
import type { CertificateException } from '../../shared/host-fact.ts';
import type { Download } from '../store/download-record.ts';
import type { LeftoverFile } from '../store/download-store.ts';
import { bytesToKeep, wholeSize } from './proved-bytes.ts';
import { leftoversOf } from './removed-files.ts';

/** A certificate that a user trusts is trusted for this long, in milliseconds: long enough for a file, not for ever. */
const TRUSTED_MS = 30 * 24 * 3_600_000;

/** What a user's answer makes of a download that asks. */
export type AnswerOutcome =
  | { readonly kind: 'change'; readonly patch: Patch; readonly leftovers?: readonly LeftoverFile[] }
  /** The bytes on disk are taken as they are: only the final name is missing. */
  | { readonly kind: 'finish'; readonly patch: Patch }
  | { readonly kind: 'trust'; readonly exception: CertificateException; readonly patch: Patch }
  | { readonly kind: 'remove' };

type Patch = Partial<Omit<Download, 'id'>>;

const AGAIN = { state: { kind: 'queued' }, failures: 0 } as const;
const NAME_ANSWERS: readonly Answer[] = ['rename', 'overwrite', 'skip'];

/** Pure, apart from the time on its leftovers. `null` when the download does not ask, or its question has no such answer: then nothing may change. */
export function answerOutcome(download: Download, answer: Answer, nowMs: number): AnswerOutcome | null {
  const { state, relocation } = download;
  const question = questionOf(download);
  if (question === null || !answersTo(question).includes(answer)) return null;
  if (state.kind !== 'blocked') {
    if (relocation === null || answer === 'leave') return { kind: 'change', patch: { relocation: null } };
    const { directory, name } = relocation;
    const answers = answer === 'rename' ? withAnswer(download, answer) : download.answers;
    return { kind: 'change', patch: { answers, relocation: { kind: 'asked', directory, name } } };
  }
  switch (answer) {
    case 'retry':
      return { kind: 'change', patch: { ...AGAIN, durable: bytesToKeep(download) } };
    case 'restart':
      return { kind: 'change', patch: { ...AGAIN, ...NO_BYTES } };
    case 'keepBoth':
      return { kind: 'change', ...bytesPutAside(download, AGAIN) };
    case 'allow':
      return { kind: 'change', patch: { ...AGAIN, answers: withAnswer(download, 'allow') } };
    case 'accept':
      return acceptOutcome(download, state.failure.code === 'server.htmlInstead');
    case 'rename':
    case 'overwrite':
    case 'skip':
      return { kind: 'change', patch: { ...AGAIN, answers: withAnswer(download, answer) } };
    case 'trust': {
      if (state.failure.certificate === undefined) return null;
      const { host, port, sha256 } = state.failure.certificate;
      const exception = { host, port, sha256, addedAtMs: nowMs, expiresAtMs: nowMs + TRUSTED_MS };
      return { kind: 'trust', exception, patch: AGAIN };
    }
    case 'cancel':
      return { kind: 'remove' };
    case 'leave':
      return null; // No question of a blocked download has it.
    case 'newLink':
      return null; // It needs the link: `downloads.newLink`.
  }
}

/** Which certificate of which server a download asks about, as a key to compare; `null` when it asks about none. */
export function certificateAsked(download: Download | undefined): string | null {
  const certificate = download?.state.kind === 'blocked' ? download.state.failure.certificate : undefined;
  return certificate === undefined ? null : `${certificate.host} ${certificate.port} ${certificate.sha256}`;
}

/** Beginning at 0, whatever the link led to before. */
export const NO_BYTES = { durable: [], isNewLink: false } as const;

/**
 * The bytes so far stay in their part file, which is nobody's any more and can be taken up again (`downloads.recover`);
 * nothing is renamed, since that could fail between two commits. What comes next gets a numbered name.
 */
export function bytesPutAside(
  download: Download,
  next: Patch,
): { readonly patch: Patch; readonly leftovers: readonly LeftoverFile[] } {
  if (download.durable.length === 0) return { patch: { ...next, ...NO_BYTES }, leftovers: [] };
  const partName = download.reservation?.part ?? '';
  const own = leftoversOf(download, { deleteFiles: false, isRenaming: false });
  return {
    patch: { ...next, ...NO_BYTES, reservation: null, answers: withAnswer(download, 'rename') },
    // The placeholder goes; the part stays, whatever is in it.
    leftovers: own.filter((file) => !file.path.endsWith(partName)),
  };
}

function acceptOutcome(download: Download, isPage: boolean): AnswerOutcome {
  const answers = withAnswer(download, 'accept');
  if (isPage) return { kind: 'change', patch: { ...AGAIN, answers } };
  const sizeBytes = wholeSize(download);
  if (sizeBytes !== null && download.facts !== null) {
    const facts = { ...download.facts, sizeBytes };
    return { kind: 'finish', patch: { answers, facts, state: { kind: 'finishing' } } };
  }
  // Some of it must be fetched again first; then it is taken without that checksum.
  const options = { ...download.options, checksum: null, checksumFrom: null };
  return { kind: 'change', patch: { ...AGAIN, answers, options } };
}

/** The answers that hold from now on; of those about a taken name the last one counts. */
export function withAnswer({ answers }: Download, answer: Answer): Answer[] {
  const isName = NAME_ANSWERS.includes(answer);
  return [...answers.filter((one) => one !== answer && !(isName && NAME_ANSWERS.includes(one))), answer];
}
