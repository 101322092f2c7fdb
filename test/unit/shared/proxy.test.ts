import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProxyAddress, withoutProxyPassword, withProxyPassword } from '../../../shared/proxy.ts';

test('the address of a proxy is read as other programs read it', () => {
  const none = { login: null };
  for (const [text, expected] of [
    ['http://proxy:3128', { kind: 'http', host: 'proxy', port: 3128, ...none }],
    ['http://proxy', { kind: 'http', host: 'proxy', port: 80, ...none }],
    ['https://proxy/', { kind: 'https', host: 'proxy', port: 443, ...none }],
    ['https://proxy:80', { kind: 'https', host: 'proxy', port: 80, ...none }],
    ['socks5://10.0.0.1', { kind: 'socks5', host: '10.0.0.1', port: 1080, ...none }],
    ['SOCKS5H://[::1]:9050', { kind: 'socks5', host: '::1', port: 9050, ...none }],
    [' proxy:8080 ', { kind: 'http', host: 'proxy', port: 8080, ...none }],
    ['http://u:p%40ss@proxy:1', { kind: 'http', host: 'proxy', port: 1, login: { user: 'u', password: 'p@ss' } }],
    ['http://u@proxy:1', { kind: 'http', host: 'proxy', port: 1, login: { user: 'u', password: '' } }],
  ] as const) {
    assert.deepEqual(parseProxyAddress(text), expected, text);
  }
  for (const text of [
    '', 'ftp://proxy:21', 'socks4://proxy', 'http://proxy/path', 'http://proxy:99999', 'http://u:%zz@proxy', 'http://', 'a b',
  ]) {
    assert.equal(parseProxyAddress(text), null, text);
  } // prettier-ignore
});

test('a password is hidden, and what was shown means the one that is known', () => {
  for (const [address, shown] of [
    ['http://user:p4ss@proxy:1', 'http://user:*****@proxy:1'],
    ['user:p4ss@proxy:1', 'user:*****@proxy:1'],
    ['socks5://proxy:1', 'socks5://proxy:1'],
    ['http://user@proxy:1', 'http://user@proxy:1'],
  ] as const) {
    assert.equal(withoutProxyPassword(address), shown);
    assert.equal(withProxyPassword(shown, address), address);
  }
  // To another proxy it is not sent along.
  assert.equal(withProxyPassword('http://user:*****@other:1', 'http://user:p4ss@proxy:1'), 'http://user:*****@other:1');
});
