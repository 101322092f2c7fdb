import { CALL_ERROR_WORDS } from '../../shared/words.ts';
import { words } from '../format/words.ts';
import type { CallResult } from './core-client.ts';

/** Why a call did not work, in one sentence for the user. */
export function problemText(result: Extract<CallResult<unknown>, { readonly ok: false }>): string {
  return result.code === 'window.disconnected' ? words.messages.noConnection : CALL_ERROR_WORDS[result.code];
}
