import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bypassesProxy, environmentProxy, findRoutes, parseProxyList } from '../../../main/app/proxy-policy.ts';
import { DIRECT } from '../../../shared/proxy.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const PROXY = { kind: 'http', host: 'proxy', port: 3128, login: null } as const;

describe('a host goes without the proxy', () => {
  for (const [entry, inside, outside] of [
    ['*', ['http://anything.test'], []],
    [
      'example.org',
      ['http://example.org', 'https://a.example.org'],
      ['http://notexample.org', 'http://example.org.evil.test'],
    ],
    ['.example.org', ['http://example.org', 'https://a.example.org'], ['http://anexample.org']],
    ['*.example.org', ['https://a.example.org'], ['http://example.org']],
    ['EXAMPLE.org:8080', ['http://example.org:8080'], ['http://example.org']],
    ['example.org:443', ['https://example.org'], ['http://example.org']],
    ['10.1.2.3', ['http://10.1.2.3:81'], ['http://10.1.2.4']],
    ['10.0.0.0/8', ['http://10.1.2.3'], ['http://11.1.2.3', 'http://ten.test']],
    ['fd00::/8', ['http://[fd12::1]'], ['http://[fe12::1]']],
    ['[fd00::1]', ['http://[fd00::1]'], ['http://[fd00::2]']],
    ['<local>', ['http://printer'], ['http://printer.test', 'http://10.1.2.3']],
    ['10.0.0.0/99', [], ['http://10.0.0.1']],
    [':8080', [], ['http://example.org:8080']],
  ] as const) {
    test(`that is named by ${entry}`, () => {
      for (const origin of inside) assert.equal(bypassesProxy(origin, [entry]), true, origin);
      for (const origin of outside) assert.equal(bypassesProxy(origin, [entry]), false, origin);
    });
  }

  test('that is this computer, in any case', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
      assert.equal(bypassesProxy(`http://${host}:81`, []), true, host);
    }
    assert.equal(bypassesProxy('http://localhost.test', []), false);
  });
});

test('the environment names a proxy per scheme, in small letters first', async () => {
  assert.equal(environmentProxy({}), null);
  assert.equal(environmentProxy({ http_proxy: ' ' }), null);
  const proxy = environmentProxy({
    http_proxy: 'http://proxy:3128',
    HTTP_PROXY: 'http://other:1',
    ALL_PROXY: 'socks5://all',
    NO_PROXY: 'example.org, 10.0.0.0/8',
  });
  const ask = (origin: string) => proxy?.routesFor(origin);
  assert.deepEqual(await ask('http://files.test'), { ok: true, routes: [PROXY] });
  const all = { kind: 'socks5', host: 'all', port: 1080, login: null };
  assert.deepEqual(await ask('https://files.test'), { ok: true, routes: [all] });
  for (const origin of ['https://a.example.org', 'http://10.1.1.1', 'http://localhost']) {
    assert.deepEqual(await ask(origin), { ok: true, routes: [DIRECT] }, origin);
  }
  assert.deepEqual(await environmentProxy({ https_proxy: 'http://proxy:3128' })?.routesFor('http://files.test'), {
    ok: true,
    routes: [DIRECT],
  });
  const unusable = await environmentProxy({ http_proxy: 'ftp://user:s3cret@proxy' })?.routesFor('http://files.test');
  assert.equal(unusable?.ok, false);
  assert.ok(!JSON.stringify(unusable).includes('s3cret'));
});

test('what a system answers is read in its order, and unknown words are left out', () => {
  assert.deepEqual(parseProxyList('DIRECT'), [DIRECT]);
  assert.deepEqual(parseProxyList('PROXY proxy:3128; QUIC q:1 ;socks s; HTTPS h:8443;DIRECT'), [
    PROXY,
    { kind: 'socks5', host: 's', port: 1080, login: null },
    { kind: 'https', host: 'h', port: 8443, login: null },
    DIRECT,
  ]);
  assert.deepEqual(parseProxyList('QUIC q:1'), []);
});

test('the settings decide whether the system is asked at all', async () => {
  const asked: string[] = [];
  const system = {
    routesFor: (origin: string) => {
      asked.push(origin);
      return Promise.resolve({ ok: true, routes: [PROXY] } as const);
    },
  };
  const find = (change: Partial<typeof DEFAULT_SETTINGS>, origin = 'http://files.test') =>
    findRoutes(origin, { ...DEFAULT_SETTINGS, ...change }, system);
  assert.deepEqual(await find({ proxyMode: 'none' }), { ok: true, routes: [DIRECT] });
  const proxyAddress = 'http://proxy:3128';
  assert.deepEqual(await find({ proxyMode: 'manual', proxyAddress }), { ok: true, routes: [PROXY] });
  assert.deepEqual(await find({ proxyMode: 'manual', proxyAddress, noProxy: ['files.test'] }), {
    ok: true,
    routes: [DIRECT],
  });
  assert.equal((await find({ proxyMode: 'manual' })).ok, false);
  assert.deepEqual(await find({}, 'http://127.0.0.1:8080'), { ok: true, routes: [DIRECT] });
  assert.deepEqual(asked, []);
  assert.deepEqual(await find({}), { ok: true, routes: [PROXY] });
  assert.deepEqual(asked, ['http://files.test']);
});
