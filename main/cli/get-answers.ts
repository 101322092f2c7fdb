import type { DownloadFailure } from '../../shared/download-error.ts';
import { answersTo, type Answer } from '../../shared/question.ts';

/** What the options of `sluice get` answer before anything is asked. */
export type GetAnswers = {
  readonly allowInsecureRedirect?: boolean;
  readonly acceptHtml?: boolean;
  /** SHA-256 of the one certificate that is trusted, 64 lower-case hex digits. */
  readonly trustCertificate?: string;
};

/**
 * The answer that the options give to a question; `null` when they give none and the command ends. What to do about
 * changed files and taken names is a setting of the run and is not asked at all.
 */
export function answerByOptions(failure: DownloadFailure, options: GetAnswers): Answer | null {
  const { code, certificate } = failure;
  if (code === 'server.insecureRedirect') return options.allowInsecureRedirect === true ? 'allow' : null;
  if (code === 'server.htmlInstead') return options.acceptHtml === true ? 'accept' : null;
  // Exactly that certificate: another one in its place is what an attacker would send.
  const isTrusted = certificate !== undefined && certificate.sha256 === options.trustCertificate;
  return isTrusted && answersTo(code).includes('trust') ? 'trust' : null;
}
