import { foreignHeaders } from '../../shared/foreign-headers.ts';
import { hostLimitFor } from '../../shared/host-limit.ts';
import type { Settings } from '../../shared/settings.ts';
import type { HostTraits, MirrorRequest } from '../engine/transfer-request.ts';
import type { Download } from '../store/download-record.ts';
import { isSealed } from '../store/sealed-secrets.ts';
import type { HostLoad } from './scheduler.ts';
import { withUserAgent } from './transfer-request.ts';

export type MirrorSurroundings = {
  readonly settings: Settings;
  readonly traits: (host: string) => HostTraits;
  /** It asked to be left alone, or cannot be reached. */
  readonly isHeld: (host: string) => boolean;
  readonly loadOf: (host: string) => HostLoad;
};

/**
 * Which mirrors of a download may be asked in one start, and with how many connections: one link for each host, none where a
 * host wants to be left alone, has as many downloads or connections as it may, or is limited: a transfer counts all its bytes
 * for the host of its link. Pure.
 */
export function mirrorRequests(download: Download, around: MirrorSurroundings): MirrorRequest[] {
  const { settings } = around;
  const seen = new Set([new URL(download.url).host]);
  const requests: MirrorRequest[] = [];
  for (const url of download.mirrors) {
    const { host, origin } = new URL(url);
    if (seen.has(host) || around.isHeld(host) || !sharesLimit(settings, download.url, host)) continue;
    const isSameOrigin = origin === new URL(download.url).origin;
    const headers = isSameOrigin ? download.headers : foreignHeaders(download.headers);
    if (isSealed({ url, headers })) continue;
    const load = around.loadOf(host);
    const traits = around.traits(host);
    const maxConnections = (traits.maxConnections ?? Infinity) - load.connections;
    if (load.transfers + load.guests >= settings.maxActivePerHost || maxConnections <= 0) continue;
    seen.add(host);
    requests.push({ url, headers: withUserAgent(headers, settings.userAgent), traits, maxConnections });
  }
  return requests;
}

function sharesLimit({ hostLimits }: Settings, url: string, mirrorHost: string): boolean {
  const limit = hostLimitFor(hostLimits, mirrorHost);
  return limit === null || limit === hostLimitFor(hostLimits, new URL(url).host);
}
