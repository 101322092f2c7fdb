/** A link that Sluice can download. */
export type ParsedLink =
  | { readonly ok: true; readonly url: string; readonly host: string; readonly nameGuess: string }
  | { readonly ok: false; readonly input: string; readonly code: 'link.notUrl' | 'link.unsupportedScheme' };

/** Longer links are refused: no server takes them, and a megabyte of text dropped by mistake is not a link. */
const MAX_URL_LENGTH = 16_384;

const SUPPORTED_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:']);

/** `host/path` or `host:port/path` without a scheme, as people type it: a dot in the host, or localhost. */
const BARE_HOST = /^(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[0-9a-f:]+\])(?::\d{1,5})?(?:[/?#]|$)/i;

/**
 * One link as typed, pasted or dropped. A missing scheme becomes `https:`; the fragment is dropped, since it is never
 * sent to a server (RFC 9110, 4.2.5).
 */
export function parseLink(input: string): ParsedLink {
  const text = input.trim();
  if (text === '' || text.length > MAX_URL_LENGTH || /[\p{Cc}<>"]/u.test(text)) return refused(input, 'link.notUrl');
  // A space inside a link that says it is one is escaped, as browsers do; without a scheme it is a sentence.
  if (/\s/u.test(text) && !/^https?:\/\//iu.test(text)) return refused(input, 'link.notUrl');
  const candidate = BARE_HOST.test(text) ? `https://${text}` : text;
  if (!URL.canParse(candidate)) return refused(input, 'link.notUrl');
  const url = new URL(candidate);
  if (!SUPPORTED_PROTOCOLS.has(url.protocol)) return refused(input, 'link.unsupportedScheme');
  if (url.hostname === '') return refused(input, 'link.notUrl');
  url.hash = '';
  return { ok: true, url: url.href, host: url.host, nameGuess: guessName(url) };
}

function refused(input: string, code: 'link.notUrl' | 'link.unsupportedScheme'): ParsedLink {
  return { ok: false, input: input.trim().slice(0, 200), code };
}

/** What a text holds: its links in order, each once, and the lines that look meant as links but are not. */
export type LinksInText = {
  readonly links: readonly Extract<ParsedLink, { ok: true }>[];
  readonly refused: readonly Extract<ParsedLink, { ok: false }>[];
  /** How many links stood there again. */
  readonly repeats: number;
};

/**
 * Finds the links in dropped or pasted text. A line that is one word is taken as a link someone meant (and refused with
 * a reason when it is none); in a line of prose only `http(s)://` words count. Lines starting with `#` are comments, as
 * in `text/uri-list` (RFC 2483, 5).
 */
export function findLinks(text: string): LinksInText {
  const links = new Map<string, Extract<ParsedLink, { ok: true }>>();
  const refusedLinks = new Map<string, Extract<ParsedLink, { ok: false }>>();
  let repeats = 0;
  for (const line of text.split(/[\r\n\0]+/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    for (const candidate of candidatesInLine(trimmed)) {
      const parsed = parseLink(candidate);
      if (!parsed.ok) refusedLinks.set(parsed.input, parsed);
      else if (links.has(parsed.url)) repeats += 1;
      else links.set(parsed.url, parsed);
    }
  }
  return { links: [...links.values()], refused: [...refusedLinks.values()], repeats };
}

function candidatesInLine(line: string): readonly string[] {
  if (!/\s/u.test(line)) return [trimBrackets(line)];
  const found = line.match(/https?:\/\/[^\s<>"'`]+/giu) ?? [];
  // Words after words: prose. The sentence's own punctuation is not part of the link.
  return found.map((link) => trimBrackets(withoutEnd(link, '.,;:!?')));
}

/** Markdown and e-mail put links in brackets; a closing bracket belongs to the link only when it was opened in it. */
function trimBrackets(word: string): string {
  // No link is that long, and what follows takes a time that grows with the square of the length.
  if (word.length > MAX_URL_LENGTH) return word;
  let text = withoutEnd(word.replace(/^[<([{"']+/u, ''), `>"'`);
  for (const [open, close] of BRACKETS) {
    while (text.endsWith(close) && text.split(close).length > text.split(open).length) text = text.slice(0, -1);
  }
  return text;
}

/** The text without the marks at its end. No `/[...]+$/`: that begins anew at each mark of a text that is full of them. */
function withoutEnd(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const;

/** The last path segment, decoded; the host when the path has none. Not yet safe as a file name. */
function guessName(url: URL): string {
  const segment = url.pathname.split('/').findLast((part) => part !== '');
  return segment === undefined ? url.hostname : decodePercent(segment);
}

/** Where parts of a text stand; half open. */
type TextSpan = { readonly start: number; readonly end: number };

/**
 * Where host and name stand in a link that `parseLink` gave, without parsing it again: that takes microseconds, and lists
 * are long. The name is `null` where it does not stand there as it is, because it is escaped.
 */
export function linkParts(url: string): { readonly host: TextSpan; readonly name: TextSpan | null } {
  const authority = url.indexOf('//') + 2;
  // Such a link has a path, and its user and password hold no `@` (WHATWG URL, 4.5).
  const slash = url.indexOf('/', authority);
  const pathStart = slash === -1 ? url.length : slash;
  const host = { start: Math.max(authority, url.lastIndexOf('@', pathStart) + 1), end: pathStart };
  const query = url.indexOf('?', pathStart);
  let end = query === -1 ? url.length : query;
  while (end > pathStart && url[end - 1] === '/') end -= 1;
  if (end > pathStart) {
    const start = url.lastIndexOf('/', end - 1) + 1;
    return { host, name: url.slice(start, end).includes('%') ? null : { start, end } };
  }
  const port = /:\d+$/u.exec(url.slice(host.start, host.end))?.[0] ?? '';
  return { host, name: { start: host.start, end: host.end - port.length } };
}

/** Percent-decoding that leaves a malformed sequence as it stands. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // URIError only: the bytes are not UTF-8, so the escaped form is the honest one.
  }
}

/** The link without user and password, for showing and copying. */
export function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/** The link without user, password and query, for logs. */
export function forLog(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
