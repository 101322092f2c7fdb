import { MAX_MIRRORS } from '../../shared/download.ts';
import { parseLink, withoutCredentials } from '../../shared/url.ts';
import type { HttpAnswer } from './http-client.ts';
import { parseLinkHeader, type NamedLink } from './link-header.ts';

/** Where else a server says that its file lies (RFC 6249). */
export type NamedMirrors = {
  /** The preferred first. */
  readonly mirrors: readonly string[];
  /** A Metalink that describes the file; `null` when none is named. */
  readonly describedBy: string | null;
};

/** A link without `pri` is the last one (RFC 6249, 3.1). */
const LAST_PRIORITY = 999_999;

/**
 * The mirrors and the description that an answer names. Whoever answers may name any server: what comes from there is believed by
 * its hash only, nothing secret goes there, and from https none leads to http.
 */
export function namedMirrors({ head, target }: Pick<HttpAnswer, 'head' | 'target'>): NamedMirrors {
  const links = parseLinkHeader(head.headers['link'] ?? '');
  const duplicates = links
    .filter(({ relations }) => relations.includes('duplicate'))
    .toSorted((a, b) => priorityOf(a) - priorityOf(b))
    .flatMap((link) => followable(link.target, target.url) ?? []);
  const description = links.find(
    ({ relations, parameters }) =>
      relations.includes('describedby') && /^application\/metalink4\+xml$/iu.test(parameters.get('type') ?? ''),
  );
  return {
    mirrors: [...new Set(duplicates)].slice(0, MAX_MIRRORS),
    describedBy: description === undefined ? null : followable(description.target, target.url),
  };
}

/** A link that a server names, as it may be followed: http or https, without a login, and never from https to http. */
export function followable(text: string, from: string): string | null {
  if (!URL.canParse(text, from)) return null;
  const link = parseLink(new URL(text, from).href);
  if (!link.ok || (from.startsWith('https:') && !link.url.startsWith('https:'))) return null;
  return withoutCredentials(link.url);
}

function priorityOf({ parameters }: NamedLink): number {
  return Number(parameters.get('pri')) || LAST_PRIORITY;
}
