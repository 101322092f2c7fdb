import { assertNever } from '../../shared/assert-never.ts';
import { fillText } from '../../shared/fill-text.ts';
import { UPDATE_WORDS } from '../../shared/words.ts';

/** What is known about a newer version. */
export type UpdateState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'current' }
  /** There is one, and somebody else brings it. */
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  /** It is here, and is installed when Sluice quits. */
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed' };

/** The state in one line; `null` while nothing is known. */
export function updateText(state: UpdateState): string | null {
  switch (state.kind) {
    case 'unknown':
      return null;
    case 'checking':
    case 'current':
    case 'failed':
      return UPDATE_WORDS[state.kind];
    case 'available':
    case 'ready':
      return fillText(UPDATE_WORDS[state.kind], { version: state.version });
    case 'downloading':
      return fillText(UPDATE_WORDS.downloading, { version: state.version, percent: String(state.percent) });
    default:
      return assertNever(state);
  }
}

/** Whether another check could say something new. */
export function canCheck({ kind }: UpdateState): boolean {
  return kind !== 'checking' && kind !== 'downloading' && kind !== 'ready';
}
