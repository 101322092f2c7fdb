import { parseLink } from '../../shared/url.ts';

/** More links than this are not typed on a command line by a person; the rest is ignored. */
const MAX_LINKS_PER_LAUNCH = 1000;

/**
 * The links among a launch's arguments. They come from outside (a terminal, a file manager, a browser): only words that
 * start with `http://` or `https://` count, and no option beside them is read. Chromium adds switches of its own to a
 * second instance's arguments and reorders them, so a position says nothing.
 */
export function linksInArguments(args: readonly string[]): readonly string[] {
  const links = new Set<string>();
  for (const arg of args) {
    if (links.size === MAX_LINKS_PER_LAUNCH) break;
    if (!/^https?:\/\//iu.test(arg)) continue;
    const parsed = parseLink(arg);
    if (parsed.ok) links.add(parsed.url);
  }
  return [...links];
}

/**
 * The links a second launch hands over: as its own data where it could send some, else from its arguments
 * (https://www.electronjs.org/docs/latest/api/app#event-second-instance). Both are parsed as if a stranger had sent them.
 */
export function linksOfSecondLaunch(args: readonly string[], data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null || !('links' in data) || !Array.isArray(data.links)) {
    return linksInArguments(args);
  }
  return linksInArguments(data.links.filter((link) => typeof link === 'string'));
}
