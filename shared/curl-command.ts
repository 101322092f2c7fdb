import { split } from 'shlex';
import type { HeaderField } from './download.ts';
import { OWN_HEADERS } from './own-headers.ts';

/**
 * A download as a browser's developer tools copy it ("Copy as cURL"): bash quoting (`'…'`, `$'…'`, `\` at line ends) and
 * that of cmd (`^"…^"`, `^` at line ends). Only what a GET needs is taken. Pure.
 */

/** Why a command is not taken: it cannot be repeated or continued safely, or not be read. */
export type CurlRefusal = 'body' | 'method' | 'proxy' | 'noLink' | 'unreadable';

export type CurlCommand =
  | {
      readonly ok: true;
      readonly url: string;
      readonly headers: readonly HeaderField[];
      /** From `-o`; `null` without one. */
      readonly name: string | null;
      /** `-k` was there, which is not taken: certificates are checked. */
      readonly wantedInsecure: boolean;
    }
  | { readonly ok: false; readonly input: string; readonly reason: CurlRefusal };

const BEGINS_WITH_CURL = /^[\s$>]*curl(?:\.exe)?\s/iu;

/** Whether a text begins as a curl command does. */
export function isCurlCommand(text: string): boolean {
  return BEGINS_WITH_CURL.test(text);
}

/** The curl commands in a text that begins with one: one link each. "Copy all as cURL" joins several with `;` or `&`. */
export function readCurlCommands(text: string): readonly CurlCommand[] {
  const unified = text.replaceAll('\r\n', '\n').trim();
  let words: readonly string[];
  try {
    words = /\^["\n]/u.test(unified) ? splitAsCmd(unified) : split(unified);
  } catch {
    return [refused(unified, 'unreadable')]; // A quote that is never closed: cut off while it was copied.
  }
  return commandsIn(words).map(readCommand);
}

/** Takes the curl commands out of a text; `rest` is what remains of it. */
export function takeCurlCommands(text: string): { readonly commands: readonly CurlCommand[]; readonly rest: string } {
  if (!/^[\s$>]*curl(?:\.exe)?\s/imu.test(text)) return { commands: [], rest: text };
  const rest: string[] = [];
  const blocks: string[][] = [];
  let isInside = false;
  for (const line of text.split(/\r?\n/u)) {
    if (isCurlCommand(line)) {
      blocks.push([line]);
      isInside = true;
    } else if (isInside) blocks.at(-1)?.push(line);
    else rest.push(line);
    isInside &&= goesOn(line, blocks.at(-1) ?? []);
  }
  return { commands: blocks.flatMap((block) => readCurlCommands(block.join('\n'))), rest: rest.join('\n') };
}

/** Whether a command goes on in the next line: by a mark at the line's end, or since a quote is open. */
function goesOn(line: string, block: readonly string[]): boolean {
  if (/[\\^]\s*$/u.test(line)) return true;
  const quotes =
    block
      .join('\n')
      .replaceAll(/\\[\s\S]/gu, '')
      .match(/'/gu)?.length ?? 0;
  // A refused body may have lines of its own.
  return quotes % 2 === 1 && block.length < 1000;
}

/** Splits as cmd and the runtime below it do: `^` takes the meaning from the next character, `\"` is a quote in quotes. */
function splitAsCmd(text: string): readonly string[] {
  // `^` and a line end go on with the next line; with an empty line behind, a line end is meant.
  const joined = text.replaceAll(/\^\n\n/gu, '\n').replaceAll(/\^\n/gu, ' ');
  const plain = joined.includes('^"') ? joined.replaceAll(/\^([\s\S])/gu, '$1') : joined;
  const words = plain.match(/(?:[^\s"]|"(?:[^"\\]|\\[\s\S]|"")*")+/gu) ?? [];
  return words.map((word) =>
    word.replaceAll(/"((?:[^"\\]|\\[\s\S]|"")*)"/gu, (_quoted, inner: string) =>
      inner.replaceAll('""', '"').replaceAll(/\\([\\"])/gu, '$1'),
    ),
  );
}

/** The words behind each `curl`. */
function commandsIn(words: readonly string[]): readonly (readonly string[])[] {
  const commands: string[][] = [];
  for (const word of words) {
    if (/^curl(?:\.exe)?$/iu.test(word)) commands.push([]);
    else if (!/^(?:;|&&?|\$|>)$/u.test(word)) commands.at(-1)?.push(word.replace(/;$/u, ''));
  }
  return commands;
}

/** Short options and the long ones they stand for, as far as they matter here. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  H: 'header',
  b: 'cookie',
  A: 'user-agent',
  e: 'referer',
  u: 'user',
  o: 'output',
  x: 'proxy',
  X: 'request',
  d: 'data',
  F: 'form',
  T: 'upload-file',
  I: 'head',
  k: 'insecure',
};

/** Short options with a value that says nothing about the file. */
const OTHER_SHORT_VALUES: ReadonlySet<string> = new Set('mCrwDcKEtyYzUP');

/** Long options with a value. Any other one is a switch. */
const LONG_VALUES: ReadonlySet<string> = new Set([
  'header', 'cookie', 'user-agent', 'referer', 'user', 'output', 'proxy', 'request', 'url', 'data', 'data-raw',
  'data-binary', 'data-ascii', 'data-urlencode', 'json', 'form', 'form-string', 'upload-file', 'max-time',
  'connect-timeout', 'retry', 'retry-delay', 'retry-max-time', 'continue-at', 'range', 'write-out', 'dump-header', 'cookie-jar', 'config',
  'cert', 'cacert', 'capath', 'key', 'resolve', 'connect-to', 'limit-rate', 'max-redirs', 'interface', 'output-dir',
  'ciphers', 'tls-max', 'time-cond', 'speed-limit', 'speed-time', 'proxy-user', 'socks5', 'socks5-hostname', 'socks4',
  'socks4a', 'preproxy', 'proxy-header', 'dns-servers', 'max-filesize', 'parallel-max', 'unix-socket', 'oauth2-bearer',
]); // prettier-ignore

const BODY = /^(?:data(?:-.+)?|json|form(?:-string)?|upload-file)$/u;
const PROXY = /^(?:proxy|preproxy|socks.+)$/u;

type Option = { readonly name: string; readonly value: string };

/** The options and the links of one command, in their order. A link is an option `url`. */
function readOptions(words: readonly string[]): readonly Option[] {
  const options: Option[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = (): string => words[(at += 1)] ?? '';
    if (word.startsWith('--')) {
      const name = word.slice(2);
      options.push({ name, value: LONG_VALUES.has(name) ? next() : '' });
    } else if (word.startsWith('-') && word.length > 1) {
      readShort(word.slice(1), next, options);
    } else if (word !== '') {
      options.push({ name: 'url', value: word });
    }
  }
  return options;
}

/** Short options may stand together (`-sSLk`), and their value at once behind them (`-XGET`). */
function readShort(letters: string, next: () => string, options: Option[]): void {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const name = LONG_NAMES[letter] ?? letter;
    const takesValue = LONG_VALUES.has(name) || OTHER_SHORT_VALUES.has(letter);
    if (!takesValue) {
      options.push({ name, value: '' });
      continue;
    }
    const rest = letters.slice(at + 1);
    options.push({ name, value: rest === '' ? next() : rest });
    return;
  }
}

function readCommand(words: readonly string[]): CurlCommand {
  const options = readOptions(words);
  const last = (name: string): string | undefined => options.findLast((option) => option.name === name)?.value;
  const url = last('url') ?? '';
  if (url === '') return refused(words.join(' '), 'noLink');
  if (options.some(({ name }) => BODY.test(name))) return refused(url, 'body');
  if ((last('request') ?? 'GET').toUpperCase() !== 'GET' || last('head') !== undefined) return refused(url, 'method');
  if (options.some(({ name }) => PROXY.test(name))) return refused(url, 'proxy');
  const name = last('output')?.split(/[/\\]/u).at(-1) ?? '';
  return {
    ok: true,
    url: withUser(url, last('user')),
    headers: options.flatMap(toHeader),
    name: name === '' || name === '-' ? null : name,
    wantedInsecure: last('insecure') !== undefined,
  };
}

function toHeader({ name, value }: Option): readonly HeaderField[] {
  switch (name) {
    case 'header':
      return readHeader(value);
    case 'cookie':
      // Without `=` it names a file of cookies, which is not here.
      return value.includes('=') ? [{ name: 'Cookie', value: value.trim() }] : [];
    case 'user-agent':
      return [{ name: 'User-Agent', value }];
    case 'referer':
      return [{ name: 'Referer', value: value.replace(/;auto$/u, '') }];
    case 'oauth2-bearer':
      return [{ name: 'Authorization', value: `Bearer ${value}` }];
    default:
      return [];
  }
}

/** A header as curl takes it; those that Sluice decides itself are left to it, and so is one without a value. */
function readHeader(text: string): readonly HeaderField[] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0)).trim();
  const value = text.slice(colon + 1).trim();
  const lowerName = name.toLowerCase();
  if (name === '' || value === '' || lowerName === 'host' || OWN_HEADERS.has(lowerName)) return [];
  // HTTP/2 has these names in lower case and pseudo-headers (`:method`), which HTTP/1.1 does not.
  return [{ name, value }];
}

function withUser(url: string, user: string | undefined): string {
  if (user === undefined || user === '') return url;
  const full = /^[a-z][\w+.-]*:\/\//iu.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full)) return url;
  const parsed = new URL(full);
  const colon = user.indexOf(':');
  parsed.username = colon === -1 ? user : user.slice(0, colon);
  parsed.password = colon === -1 ? '' : user.slice(colon + 1);
  return parsed.href;
}

function refused(input: string, reason: CurlRefusal): CurlCommand {
  return { ok: false, input: input.slice(0, 200), reason };
}
