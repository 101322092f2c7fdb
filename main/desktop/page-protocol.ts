import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { PAGE_SCHEME, isPageUrl } from './page-address.ts';
import type { Protocol } from 'electron';

/**
 * Everything comes from this origin and nothing from elsewhere; no inline script, no `eval`, no frame, no form, no
 * plug-in (https://www.electronjs.org/docs/latest/tutorial/security#7-define-a-content-security-policy). Styles set
 * through the DOM (as React does) are not inline styles for CSP.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Makes the page's scheme behave like `https:` (an origin, fetch, module scripts). Must run before the app is ready, and
 * once only (https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes).
 */
export function registerPageScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the built page from `folder`. After the app is ready
 * (https://www.electronjs.org/docs/latest/api/protocol#protocolhandlescheme-handler).
 */
export function servePage(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(PAGE_SCHEME, (request) => answerPageRequest(request, folder));
}

/** The answer to one request of the page: a file of the folder with its headers, or an error status. */
async function answerPageRequest(
  request: { readonly url: string; readonly method: string },
  folder: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const path = pageFile(request.url, folder);
  if (path === null) return refusal(404);
  try {
    // `fs` and not `net.fetch('file:')`: it reads inside an asar archive and needs no second request.
    const body = await readFile(path);
    const type = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
    return new Response(body, { headers: { ...SECURITY_HEADERS, 'Content-Type': type } });
  } catch (error) {
    if (isMissing(error)) return refusal(404);
    throw error;
  }
}

/** The file an address names, or `null` when it leads out of the folder or to another host. */
function pageFile(address: string, folder: string): string | null {
  if (!isPageUrl(address)) return null;
  const { pathname } = new URL(address);
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null; // URIError only: no file of ours has such a name.
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const path = join(folder, decoded === '/' ? 'index.html' : decoded);
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
}
