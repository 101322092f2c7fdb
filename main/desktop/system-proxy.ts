import type { Session } from 'electron';
import { parseProxyList, type SystemProxy } from '../app/proxy-policy.ts';

/**
 * The system's proxies as Chromium knows them, with its proxy scripts; on a Linux without a desktop's settings these are the
 * environment's (https://www.electronjs.org/docs/latest/api/session#sesresolveproxyurl).
 */
export function systemProxy(session: Pick<Session, 'resolveProxy'>): SystemProxy {
  return {
    routesFor: async (origin) => {
      const routes = parseProxyList(await session.resolveProxy(origin));
      if (routes.length > 0) return { ok: true, routes };
      return { ok: false, detail: 'the system names a proxy of a kind that Sluice does not know' };
    },
  };
}
