import { parseLink } from '../../shared/url.ts';

/** More links than this are not typed on a command line by a person; the rest is ignored. */
const MAX_LINKS_PER_LAUNCH = 1000;

/**
 * The links among words from outside (a command line, another program, a file): http and https only, each once, bare or
 * behind our own scheme (`sluice:https://…` or `sluice://add?url=…`). No option beside them is read, since strangers may
 * have written them. Chromium adds switches of its own to a second instance's arguments and reorders them, so a position
 * says nothing.
 * @param most the rest is ignored; a file is bounded by its size instead.
 */
export function linksAmong(words: readonly string[], most = MAX_LINKS_PER_LAUNCH): readonly string[] {
  const links = new Set<string>();
  for (const word of words.flatMap(unwrap)) {
    if (links.size === most) break;
    if (!/^https?:\/\//iu.test(word)) continue;
    const parsed = parseLink(word);
    if (parsed.ok) links.add(parsed.url);
  }
  return [...links];
}

/** What a link of our own scheme carries; any other word is itself. */
function unwrap(word: string): readonly string[] {
  if (!/^sluice:/iu.test(word)) return [word];
  const rest = word.slice('sluice:'.length);
  if (/^https?:\/\//iu.test(rest)) return [rest];
  if (!URL.canParse(word)) return [];
  const { host, searchParams } = new URL(word);
  return host === 'add' ? searchParams.getAll('url') : [];
}
