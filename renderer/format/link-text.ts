import { ERROR_WORDS } from '../../shared/words.ts';
import type { InspectedLink } from '../../shared/link-calls.ts';
import type { RefusedLine } from '../model/link-scan.ts';
import { fill, words } from './words.ts';

/** Why a line cannot be added, and what to do. */
export function refusedLineText({ reason }: RefusedLine): string {
  if (isOfDialog(reason)) return words.add.unusableReasons[reason];
  return fill(words.row.problem, ERROR_WORDS[reason]);
}

function isOfDialog(reason: RefusedLine['reason']): reason is keyof typeof words.add.unusableReasons {
  return Object.hasOwn(words.add.unusableReasons, reason);
}

/** `ZIP` for `a.zip`, `PDF` for a name without an ending that the server calls `application/pdf`; empty when neither tells. */
export function typeText(name: string, contentType: string | null): string {
  const ending = /\.([\p{L}\p{N}]{1,8})$/u.exec(name)?.[1];
  if (ending !== undefined) return ending.toUpperCase();
  const subtype = /^[\w-]+\/([\w.-]+)/u.exec(contentType ?? '')?.[1];
  return subtype === undefined || subtype === 'octet-stream' ? '' : subtype.toUpperCase();
}

/** Whether a pause keeps the bytes, in words; empty when nobody knows. */
export function resumableText(inspected: InspectedLink | undefined): string {
  if (inspected?.kind !== 'file' || inspected.resumable === null) return '';
  return inspected.resumable ? words.add.resumable : words.add.notResumable;
}
