import { errorRow, type DownloadErrorCode } from './download-error.ts';
import { ERROR_WORDS, GAVE_UP_WORDS } from './words.ts';

/**
 * Words for a download that has failed. What `ERROR_WORDS` says of going on is true only while Sluice does; now the
 * attempts are used up.
 */
export function failedWords(code: DownloadErrorCode): { readonly what: string; readonly todo: string } {
  const { what, todo } = ERROR_WORDS[code];
  const { next } = errorRow(code);
  if (code === 'disk.nameTaken') return { what, todo: GAVE_UP_WORDS.nameTaken };
  return next === 'ask' || next === 'fail' ? { what, todo } : { what, todo: GAVE_UP_WORDS.gaveUp };
}
