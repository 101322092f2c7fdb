import type { UntrustedCertificate } from '../../shared/host-fact.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import type { Formats } from './formats.ts';
import { fill } from './words.ts';

/** A digest in groups of four, as it is compared by eye; lines break between the groups. */
export function groupHex(hex: string): string {
  return hex.replace(/.{4}(?=.)/gu, '$& ');
}

/** The first and last bytes of a digest, for a list. */
export function shortHex(hex: string): string {
  return `${hex.slice(0, 8)}…${hex.slice(-8)}`;
}

/** From when until when a certificate is good; empty when it does not say. */
export function describeValidity(
  { validFromMs, validToMs }: Pick<UntrustedCertificate, 'validFromMs' | 'validToMs'>,
  formats: Formats,
): string {
  if (validFromMs === null || validToMs === null) return '';
  return fill(QUESTION_WORDS.trust.validFromTo, { from: formats.day(validFromMs), to: formats.day(validToMs) });
}
