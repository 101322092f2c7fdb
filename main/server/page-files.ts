import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { answerError, answerText, SECURITY_HEADERS } from './http-answer.ts';

type PageFile = {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built page, held in memory by its path. A request's path is only ever looked up here and never reaches the file
 * system, so there is no path to traverse.
 */
export type PageFiles = { readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> };

/** Reads the page's folder (Vite's output). A folder that is missing or empty gives a page that says what to do. */
export async function loadPageFiles(folder: string): Promise<PageFiles> {
  let files = await readPage(folder);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerError(response, 405, { code: 'methodNotAllowed', message: 'Use GET.' }, { allow: 'GET, HEAD' });
      return;
    }
    const path = pathOf(request.url ?? '/');
    // Built while the server runs: found by the next request for the page.
    if (path === '/' && !files.has('/')) files = await readPage(folder);
    const file = files.get(path);
    if (file !== undefined) answerFile(request, response, file);
    else if (path === '/') answerText(response, 503, NOT_BUILT, { 'content-type': 'text/html; charset=utf-8' });
    else answerError(response, 404, { code: 'notFound', message: 'There is nothing at this address.' });
  }

  return { answer };
}

function answerFile(request: IncomingMessage, response: ServerResponse, file: PageFile): void {
  const headers = { ...SECURITY_HEADERS, 'cache-control': file.cacheControl, etag: file.etag };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': file.type, 'content-length': String(file.body.length) });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function readPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const path of await listFiles(folder)) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    const body = await readFile(path);
    files.set(name === '/index.html' ? '/' : name, {
      body,
      type,
      etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
      // Vite puts a hash of the content into the names in /assets/; everything else is asked for again.
      cacheControl: name.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    });
  }
  return files;
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The decoded path of a request target in origin form (RFC 9112, 3.2.1); a malformed escape names no file. */
function pathOf(target: string): string {
  const path = target.split(/[?#]/u, 1)[0] ?? '/';
  try {
    return decodeURIComponent(path);
  } catch {
    return ''; // URIError only; no file has the empty path, so this is a 404.
  }
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sluice</title>
<h1>Sluice runs, but its page is not built yet</h1>
<p>In the folder of Sluice, run <code>npm run build</code>, then load this page again.</p>
</html>
`;
