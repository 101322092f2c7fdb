import type { HeaderField } from '../../shared/download.ts';
import type { CertificateException } from '../../shared/host-fact.ts';
import type { Settings } from '../../shared/settings.ts';
import type { InspectRequest } from '../engine/protocol.ts';
import type { HostTraits } from '../engine/transfer-request.ts';
import { withUserAgent } from './transfer-request.ts';

/** A link that nobody has added yet is not worth a longer wait, in milliseconds. */
const LONGEST_WAIT_MS = 10_000;

/** Whether a path's part is long and looks drawn by lot, as the keys in personal links are. */
function isKey(part: string): boolean {
  return /^[\w~-]{20,}$/u.test(part) && /\d/u.test(part) && /[a-z]/iu.test(part) && !/[-_]\d{4}[-_]/u.test(part);
}

/**
 * Whether a GET of this link might use it up: some links are good for one download, or for a few. They carry a key: in the
 * query, in the path, or as a login. Why it is so: `docs/decisions/looking-at-links.md`.
 */
function mayBeUsedUp(url: string): boolean {
  const { search, username, password, pathname } = new URL(url);
  return search !== '' || username !== '' || password !== '' || pathname.split('/').some(isKey);
}

/** What the engine is asked about a link. */
export function inspectRequest(
  link: { readonly url: string; readonly headers: readonly HeaderField[] },
  settings: Settings,
  known: { readonly traits: HostTraits; readonly certificates: readonly CertificateException[] },
): InspectRequest {
  return {
    url: link.url,
    headers: withUserAgent(link.headers, settings.userAgent),
    ...known,
    connectTimeoutMs: Math.min(settings.connectTimeoutMs, LONGEST_WAIT_MS),
    responseTimeoutMs: Math.min(settings.responseTimeoutMs, LONGEST_WAIT_MS),
    headOnly: mayBeUsedUp(link.url),
  };
}
