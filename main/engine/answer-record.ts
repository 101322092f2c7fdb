import type { IncomingMessage } from 'node:http';
import type { HeaderField } from '../../shared/download.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import { withoutSecrets } from './transfer-error.ts';

/** What is kept of one answer at most, in characters: one row for each download, and usual answers have a tenth. */
const MAX_LENGTH = 8192;

/** Names of headers whose values may let somebody in. */
const SECRET = /cookie|authori[sz]ation|x-auth|token|secret|session|credential|password|signature|api-?key|csrf/iu;
/** Names of headers whose values are links, of which the query may be a secret. */
const LINKS = /^(?:(?:content-)?location|link|refresh)$/iu;
const HIDDEN_VALUE = '•••';

/** The head of an answer as it is kept with its download: whole but for secrets, which headers and links in them may hold. */
export function recordAnswer(
  incoming: Pick<IncomingMessage, 'httpVersion' | 'statusCode' | 'statusMessage' | 'rawHeaders'>,
  atMs: number,
): ServerAnswer {
  const statusLine = `HTTP/${incoming.httpVersion} ${incoming.statusCode} ${incoming.statusMessage ?? ''}`.trimEnd();
  const headers: HeaderField[] = [];
  let length = statusLine.length;
  // Node gives names and values in turn, in any case and as often as they came.
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(at, at + 2);
    length += name.length + value.length;
    if (length > MAX_LENGTH) return { atMs, statusLine, headers, isCut: true };
    headers.push({ name, value: shownValue(name, value) });
  }
  return { atMs, statusLine, headers, isCut: false };
}

function shownValue(name: string, value: string): string {
  if (SECRET.test(name)) return HIDDEN_VALUE;
  if (LINKS.test(name)) return withoutSecrets(value);
  // Elsewhere a question mark begins a query only in what is a link.
  return value.replace(/\S+:\/\/\S+/gu, withoutSecrets);
}
