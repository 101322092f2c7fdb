import type { HeaderField } from '../../shared/download.ts';
import type { Download } from './download-record.ts';

/** Keeps secrets so that only this user on this computer can read them. */
export type SecretBox = {
  /** Letters, digits, `-` and `_` only. */
  readonly seal: (text: string) => string;
  /** `null` for what this box did not seal, or cannot open any more. */
  readonly reveal: (sealed: string) => string | null;
};

/** In place of a user's name, or of a header's value; what a link or a header may hold, so that rows stay sound. */
const MARK = 'sealed1~';

/** Headers that say nothing about the user: what is read and from where, not who reads. */
const NO_SECRET = /^(?:user-agent$|referer$|accept)/iu;

/** Sealed texts that are remembered at most; then they are sealed anew. */
const MAX_REMEMBERED = 20_000;

/** A header's value that nobody here could read. */
export function isSealedHeader({ value }: HeaderField): boolean {
  return value.startsWith(MARK);
}

/** Whether a link's user and password could not be read. */
function isSealedLink(url: string): boolean {
  return url.includes(MARK) && new URL(url).username.startsWith(MARK);
}

/** Whether a download's login could not be read: it must never be sent as it is. */
export function isSealed(download: Pick<Download, 'url' | 'headers'>): boolean {
  return isSealedLink(download.url) || download.headers.some(isSealedHeader);
}

/**
 * Seals and reveals the logins of downloads: user and password of links, and headers.
 *
 * Invariant: a secret is tied to the origin and the header it was meant for. Someone who has copied a sealed one out of a
 * list and makes the user add it in a link to another server gets nothing: there it does not open.
 */
export class SealedSecrets {
  readonly #box: SecretBox;
  /** What each text was sealed as, so that a row that did not change is written as it was. */
  readonly #known = new Map<string, string>();
  /** Lists of headers are compared by identity: each revealed one has one sealed one. */
  readonly #headers = new WeakMap<readonly HeaderField[], readonly HeaderField[]>();

  constructor(box: SecretBox) {
    this.#box = box;
  }

  /** What goes to the disk. What is sealed already stays as it is. */
  seal<Row extends Omit<Download, 'id'>>(download: Row): Row {
    const url = this.sealLink(download.url);
    const headers = this.#sealHeaders(download.headers, download.url);
    const { facts } = download;
    const finalUrl = facts === null ? null : this.sealLink(facts.finalUrl);
    return {
      ...download,
      url,
      mirrors: mapChanged(download.mirrors, (mirror) => this.sealLink(mirror)),
      headers,
      facts: facts === null || finalUrl === null || finalUrl === facts.finalUrl ? facts : { ...facts, finalUrl },
    };
  }

  /** What is worked with. What does not open stays sealed. */
  reveal<Row extends Omit<Download, 'id'>>(download: Row): Row {
    const { facts } = download;
    const finalUrl = facts === null ? null : this.#revealLink(facts.finalUrl);
    return {
      ...download,
      url: this.#revealLink(download.url),
      mirrors: mapChanged(download.mirrors, (mirror) => this.#revealLink(mirror)),
      headers: this.#revealHeaders(download.headers, download.url),
      facts: facts === null || finalUrl === null || finalUrl === facts.finalUrl ? facts : { ...facts, finalUrl },
    };
  }

  /** A link with its user and password sealed; any other link as it is. */
  sealLink(url: string): string {
    // Most links have none, and this runs at every checkpoint.
    if (!url.includes('@')) return url;
    const link = new URL(url);
    const { username, password } = link;
    if ((username === '' && password === '') || username.startsWith(MARK)) return url;
    // A colon in a name is escaped, so the first one separates.
    link.username = this.#seal(`link\n${link.origin}`, `${username}:${password}`);
    link.password = '';
    return link.href;
  }

  #revealLink(url: string): string {
    if (!isSealedLink(url)) return url;
    const link = new URL(url);
    const login = this.#reveal(`link\n${link.origin}`, link.username);
    if (login === null) return url;
    const colon = login.indexOf(':');
    link.username = login.slice(0, colon);
    link.password = login.slice(colon + 1);
    return link.href;
  }

  #sealHeaders(headers: readonly HeaderField[], url: string): readonly HeaderField[] {
    const known = this.#headers.get(headers);
    if (known !== undefined) return known;
    const { origin } = new URL(url);
    const sealed = mapChanged(headers, (header) =>
      NO_SECRET.test(header.name) || isSealedHeader(header)
        ? header
        : { name: header.name, value: this.#seal(contextOf(header, origin), header.value) },
    );
    this.#headers.set(headers, sealed);
    return sealed;
  }

  #revealHeaders(headers: readonly HeaderField[], url: string): readonly HeaderField[] {
    const { origin } = new URL(url);
    const revealed = mapChanged(headers, (header) => {
      const value = isSealedHeader(header) ? this.#reveal(contextOf(header, origin), header.value) : null;
      return value === null ? header : { name: header.name, value };
    });
    if (revealed === headers) return headers;
    // With one that is still plain, the list is sealed anew at its next write.
    const isWhole = headers.every((header) => NO_SECRET.test(header.name) || isSealedHeader(header));
    if (isWhole) this.#headers.set(revealed, headers);
    return revealed;
  }

  #seal(context: string, text: string): string {
    const whole = `${context}\n${text}`;
    const known = this.#known.get(whole);
    if (known !== undefined) return known;
    const sealed = MARK + this.#box.seal(whole);
    this.#remember(whole, sealed);
    return sealed;
  }

  #reveal(context: string, sealed: string): string | null {
    const whole = this.#box.reveal(sealed.slice(MARK.length));
    if (whole === null || !whole.startsWith(`${context}\n`)) return null;
    this.#remember(whole, sealed);
    return whole.slice(context.length + 1);
  }

  #remember(whole: string, sealed: string): void {
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(whole, sealed);
  }
}

function contextOf({ name }: HeaderField, origin: string): string {
  return `header ${name.toLowerCase()}\n${origin}`;
}

/** The same list when nothing in it changed. */
function mapChanged<Value>(list: readonly Value[], change: (value: Value) => Value): readonly Value[] {
  const changed = list.map(change);
  return changed.every((value, index) => value === list[index]) ? list : changed;
}
