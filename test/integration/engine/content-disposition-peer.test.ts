import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import { suggestName } from '../../../main/engine/suggested-name.ts';
import { safeFileName } from '../../../main/queue/safe-file-name.ts';
import { launchChromium } from '../../support/browser.ts';
import { TC2231 } from '../../support/tc2231.ts';

/**
 * Chromium itself, the system's, is given the headers of the tc2231 collection, and the names it saves under are compared
 * with ours. Where they differ Sluice does as Firefox does (its `netwerk/test/unit/test_MIME_params.js`), apart from the last group.
 */
const FIREFOX: Readonly<Record<string, string>> = {
  attwithtokfncommanq: 'a comma belongs to an unquoted name',
  attwithisofnplain: 'bytes that are not UTF-8 are Latin-1 (bug 419157)',
  attwithfilenamepctandiso: 'the same',
  attfnbrokentokeniso: 'the same',
  attmissingdisposition3: 'a quoted type is skipped',
  doublecolon: 'a type that is none is skipped',
  attandinline: 'a parameter without a value is skipped (bug 1412213)',
  attandinline2: 'the same',
  attbrokenquotedfn: 'what stands behind the closing quote is skipped',
  attbrokenquotedfn3: 'an unquoted name ends at a semicolon',
  attwithfn2231noc: 'no charset means UTF-8 (bug 685192, reverted)',
  attwithfn2231quot: 'quotes around an extended name (bug 651185, reverted)',
  attwithfn2231quot2: 'the same, without charset (bug 704989)',
  attwithfn2231singleqmissing: 'one quote missing (bug 692574, reverted)',
  attfncont: 'continuations (RFC 2231, 3)',
  attfncontqs: 'continuations',
  attfncontenc: 'continuations',
  attfncontlz: 'continuations, up to a number that is none',
  attfncontnc: 'continuations, up to a gap',
  attfncontord: 'continuations, in any order',
};
/** Of a path both browsers make one long name; the collection, and RFC 6266 (4.3), want its last part. */
const LAST_PART: Readonly<Record<string, string>> = {
  attabspath: 'foo.html',
  attabspathwin: 'foo.html',
  attwithfn2231abspathdisguised: 'foo.html',
};

let server: Server;
let browser: Browser;
let page: Page;
let origin: string;
let header = '';
before(async () => {
  server = createServer((request, response) => {
    if (request.url === '/page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<a href="/url-name.bin" download>x</a>');
      return;
    }
    // Past Node's own writer, which refuses some of them.
    const head = [
      'HTTP/1.1 200 OK',
      'Content-Type: application/octet-stream',
      'Content-Length: 1',
      'Connection: close',
    ];
    response.socket?.end(Buffer.from(`${head.join('\r\n')}\r\nContent-Disposition: ${header}\r\n\r\nx`, 'latin1'));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // It listens on a TCP port, see above.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
  page = await (await browser.newContext({ acceptDownloads: true })).newPage();
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

async function nameInChromium(disposition: string): Promise<string> {
  header = disposition;
  await page.goto(`${origin}/page`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a')]);
  await download.cancel();
  return download.suggestedFilename();
}

test('names the tc2231 collection as Chromium does, or as Firefox', async () => {
  const differing: string[] = [];
  for (const [code, [disposition]] of Object.entries(TC2231)) {
    const urls = [`${origin}/url-name.bin`];
    const ours = safeFileName(suggestName({ disposition, urls, contentType: 'application/octet-stream' }));
    const theirs = await nameInChromium(disposition);
    if (code in LAST_PART) assert.equal(ours, LAST_PART[code], code);
    else if (code in FIREFOX) differing.push(code);
    else assert.equal(ours, theirs, `${code}: ${disposition}`);
    if (code in FIREFOX) assert.notEqual(ours, theirs, `${code} need not be listed: ${disposition}`);
  }
  assert.deepEqual(
    differing,
    Object.keys(FIREFOX).toSorted((a, b) => differing.indexOf(a) - differing.indexOf(b)),
  );
});
