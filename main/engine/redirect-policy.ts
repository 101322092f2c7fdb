import type { HeaderField } from '../../shared/download.ts';
import { foreignHeaders } from '../../shared/foreign-headers.ts';

/** Where a request goes: the link with its credentials, and the headers the user chose for it. */
export type RequestTarget = { readonly url: string; readonly headers: readonly HeaderField[] };

/** More redirects in a row than this are a loop. */
export const MAX_REDIRECTS = 10;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether an answer sends us elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return REDIRECTS.has(status) && location !== undefined;
}

/** Where a redirect leads; `null` when that is not a web address, and then it must not be followed. */
export function followRedirect(from: RequestTarget, location: string): RequestTarget | null {
  // Node reads header bytes as Latin-1, but links in them are UTF-8 when they are not ASCII.
  const text = Buffer.from(location, 'latin1').toString('utf8');
  const here = new URL(from.url);
  if (!URL.canParse(text, from.url)) return null;
  const next = new URL(text, here);
  if (next.protocol !== 'http:' && next.protocol !== 'https:') return null;
  next.hash = '';
  if (next.origin === here.origin) {
    if (next.username === '' && next.password === '') {
      next.username = here.username;
      next.password = here.password;
    }
    return { url: next.href, headers: from.headers };
  }
  // Another origin gets nothing that was meant for this one: any header may hold a secret, and credentials in the target
  // could be a trick to make us show them to someone.
  next.username = '';
  next.password = '';
  return { url: next.href, headers: foreignHeaders(from.headers) };
}

/** Whether a redirect leaves https for http: from there on anyone on the way may read and change the file. */
export function losesEncryption(from: RequestTarget, to: RequestTarget): boolean {
  return new URL(from.url).protocol === 'https:' && new URL(to.url).protocol === 'http:';
}
