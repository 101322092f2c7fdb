/** The scheme of the window's page: served by `page-protocol.ts` instead of `file:`, so that it has an origin of its own. */
export const PAGE_SCHEME = 'sluice-app';

const PAGE_HOST = 'app';

/** The page's origin, as Chromium writes it (a standard scheme has one, RFC 6454). */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`;

/** What the window loads. */
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

/** What the drop target's window loads. */
export const DROP_PAGE_URL = `${PAGE_ORIGIN}/drop.html`;

/** Whether an address belongs to the app's own pages. Node gives schemes it does not know no origin, so parts are compared. */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${PAGE_SCHEME}:` && url.host === PAGE_HOST;
}
