import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { EngineEvent, ProxyAnswer } from '../../../main/engine/protocol.ts';
import type { TransferRequest } from '../../../main/engine/transfer-request.ts';
import { DIRECT, parseProxyAddress, type ProxyRoute } from '../../../shared/proxy.ts';
import { TestAuthority, type Identity } from '../../support/certificates.ts';
import { EngineHarness } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { HttpProxy, SocksProxy } from '../../support/proxy-server.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const LOGIN = 'pr0xy-user:pr0xy-p4ss';

let folder: TempFolder;
let plain: FaultServer;
let secure: FaultServer;
let stranger: FaultServer;
let proxyIdentity: Identity;
let strangerIdentity: Identity;
let engine: EngineHarness;
before(async () => {
  folder = await createTempFolder();
  const authority = await TestAuthority.create(folder);
  plain = await FaultServer.start();
  secure = await FaultServer.start(await authority.issue({ names: 'DNS:files.test' }));
  strangerIdentity = await authority.issue({ names: 'DNS:somewhere-else.test' });
  stranger = await FaultServer.start(strangerIdentity);
  proxyIdentity = await authority.issue({ names: 'IP:127.0.0.1' });
  engine = await EngineHarness.start({ certificateAuthority: authority.certificate });
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await Promise.all([plain.close(), secure.close(), stranger.close()]);
  await folder[Symbol.asyncDispose]();
});
beforeEach(() => {
  plain.requests.length = 0;
  secure.requests.length = 0;
});

/** A name that only the proxy can find: whoever looks it up here fails. */
function link(server: FaultServer, behaviour: Parameters<FaultServer['url']>[0] = 'good', size = 300_000): string {
  const url = new URL(server.url(behaviour, { size }));
  url.host = `files.test:${url.protocol === 'https:' ? 443 : 80}`;
  return url.href;
}

function address(text: string): ProxyRoute {
  return parseProxyAddress(text) ?? assert.fail(text);
}

function use(...routes: readonly ProxyRoute[]): void {
  engine.useProxies((): ProxyAnswer => ({ ok: true, routes }));
}

async function fails(request: Partial<TransferRequest> & { readonly url: string }) {
  const end = await engine.start(request).ended;
  assert.ok(end.kind === 'failed', `ended as ${end.kind}`);
  return end.failure;
}

async function arrives(url: string, size = 300_000, request: Partial<TransferRequest> = {}): Promise<void> {
  const download = engine.start({ url, ...request });
  const end = await download.ended;
  assert.equal(end.kind, 'finished', end.kind === 'failed' ? JSON.stringify(end.failure) : '');
  assert.equal(await fileSha256(download.partPath), testBytesSha256(1, size));
}

describe('an HTTP proxy', () => {
  test('gets http links whole, with its login, and the server sees none of it', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: plain.port, login: LOGIN });
    use(address(`http://${LOGIN}@127.0.0.1:${proxy.port}`));
    const url = link(plain);
    await arrives(url);
    const [asked] = proxy.requests;
    assert.deepEqual(asked, { method: 'GET', target: url.replace(':80/', '/'), login: LOGIN });
    const [served] = plain.requests;
    assert.equal(served?.headers['proxy-authorization'], undefined);
    assert.equal(served?.headers.host, 'files.test');
  });

  test('is asked for a tunnel for https links, over several connections, and the login goes no further', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: secure.port, login: LOGIN });
    use(address(`http://${LOGIN}@127.0.0.1:${proxy.port}`));
    await arrives(link(secure, 'good', 12 * MIB), 12 * MIB, { maxConnections: 4 });
    assert.ok(proxy.requests.length >= 2);
    for (const request of proxy.requests) {
      assert.deepEqual(request, { method: 'CONNECT', target: 'files.test:443', login: LOGIN });
    }
    assert.ok(secure.requests.every(({ headers }) => headers['proxy-authorization'] === undefined));
  });

  test('may speak TLS itself, for both kinds of links', async () => {
    await using forPlain = await HttpProxy.start({ upstreamPort: plain.port, identity: proxyIdentity });
    use(address(`https://127.0.0.1:${forPlain.port}`));
    await arrives(link(plain));
    await using forSecure = await HttpProxy.start({ upstreamPort: secure.port, identity: proxyIdentity });
    use(address(`https://127.0.0.1:${forSecure.port}`));
    await arrives(link(secure));
    assert.equal(forSecure.requests[0]?.method, 'CONNECT');
  });

  test('that cannot show a trusted certificate is not used', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: plain.port, identity: strangerIdentity });
    use(address(`https://127.0.0.1:${proxy.port}`));
    assert.equal((await fails({ url: link(plain) })).code, 'proxy.unreachable');
    assert.equal(proxy.requests.length, 0);
  });

  test('that wants a login is a failure of its own, for both kinds of links', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: plain.port, login: LOGIN });
    use(address(`http://someone:wr0ng@127.0.0.1:${proxy.port}`));
    for (const url of [link(plain), link(secure)]) {
      const failure = await fails({ url });
      assert.equal(failure.code, 'proxy.login');
      assert.ok(!failure.detail.includes('wr0ng'), failure.detail);
    }
  });

  test('that refuses or fails a tunnel says which', async () => {
    for (const [connectStatus, code] of [
      [403, 'proxy.refused'],
      [502, 'proxy.serverUnreachable'],
    ] as const) {
      await using proxy = await HttpProxy.start({ upstreamPort: secure.port, connectStatus });
      use(address(`http://127.0.0.1:${proxy.port}`));
      assert.equal((await fails({ url: link(secure) })).code, code);
    }
  });

  test('that is dead, or says nothing, is not the server’s fault', async () => {
    const dead = await HttpProxy.start({ upstreamPort: plain.port });
    const { port } = dead;
    await dead[Symbol.asyncDispose]();
    use(address(`http://127.0.0.1:${port}`));
    for (const url of [link(plain), link(secure)]) assert.equal((await fails({ url })).code, 'proxy.unreachable');
    await using silent = await HttpProxy.start({ upstreamPort: plain.port, isSilent: true });
    use(address(`http://127.0.0.1:${silent.port}`));
    const failure = await fails({ url: link(secure), connectTimeoutMs: 300 });
    assert.equal(failure.code, 'proxy.unreachable');
  });

  test('that is dead is passed over for the next way', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: plain.port });
    const dead = await HttpProxy.start({ upstreamPort: plain.port });
    const { port } = dead;
    await dead[Symbol.asyncDispose]();
    use(address(`http://127.0.0.1:${port}`), address(`http://127.0.0.1:${proxy.port}`));
    await arrives(link(plain));
    use(address(`http://127.0.0.1:${port}`), DIRECT);
    await arrives(plain.url('good', { size: 300_000 }));
  });
});

describe('certificates through a proxy', () => {
  test('are those of the server, and so are exceptions', async () => {
    await using proxy = await HttpProxy.start({ upstreamPort: stranger.port });
    use(address(`http://127.0.0.1:${proxy.port}`));
    const failure = await fails({ url: link(stranger) });
    assert.equal(failure.code, 'network.certificateWrongHost');
    assert.deepEqual([failure.certificate?.host, failure.certificate?.port], ['files.test', 443]);
    const nowMs = Date.now();
    const exception = {
      host: 'files.test',
      port: 443,
      sha256: strangerIdentity.sha256,
      addedAtMs: nowMs,
      expiresAtMs: nowMs + 60_000,
    };
    await arrives(link(stranger), 300_000, { certificates: [exception] });
    assert.equal((await fails({ url: link(stranger) })).code, 'network.certificateWrongHost');
    const elsewhere = { ...exception, host: '127.0.0.1' };
    assert.equal(
      (await fails({ url: link(stranger), certificates: [elsewhere] })).code,
      'network.certificateWrongHost',
    );
  });
});

describe('a SOCKS 5 proxy', () => {
  test('gets names, not addresses, for both kinds of links', async () => {
    await using forPlain = await SocksProxy.start({ upstreamPort: plain.port });
    use(address(`socks5://127.0.0.1:${forPlain.port}`));
    await arrives(link(plain, 'good', 3 * MIB), 3 * MIB, { maxConnections: 3 });
    assert.equal(forPlain.requests[0]?.target, 'files.test:80');
    await using forSecure = await SocksProxy.start({ upstreamPort: secure.port, login: LOGIN });
    use(address(`socks5://${LOGIN}@127.0.0.1:${forSecure.port}`));
    await arrives(link(secure));
    assert.deepEqual(forSecure.requests[0], { method: 'SOCKS', target: 'files.test:443', login: LOGIN });
  });

  test('that wants another login, or says no, is told apart', async () => {
    await using locked = await SocksProxy.start({ upstreamPort: plain.port, login: LOGIN });
    use(address(`socks5://127.0.0.1:${locked.port}`));
    assert.equal((await fails({ url: link(plain) })).code, 'proxy.login');
    use(address(`socks5://someone:wr0ng@127.0.0.1:${locked.port}`));
    assert.equal((await fails({ url: link(plain) })).code, 'proxy.login');
    for (const [reply, code] of [
      [2, 'proxy.refused'],
      [5, 'proxy.serverUnreachable'],
    ] as const) {
      await using proxy = await SocksProxy.start({ upstreamPort: plain.port, reply });
      use(address(`socks5://127.0.0.1:${proxy.port}`));
      assert.equal((await fails({ url: link(plain) })).code, code);
    }
  });

  test('that is none is not waited for', async () => {
    use(address(`socks5://127.0.0.1:${plain.port}`));
    assert.equal((await fails({ url: link(plain) })).code, 'proxy.unreachable');
  });
});

test('a redirect asks anew: each server is reached by its own way', async () => {
  await using proxy = await HttpProxy.start({ upstreamPort: plain.port, login: LOGIN });
  const route = address(`http://${LOGIN}@127.0.0.1:${proxy.port}`);
  engine.useProxies((origin) => ({ ok: true, routes: [origin === 'http://files.test' ? route : DIRECT] }));
  const to = plain.url('good', { size: 300_000 });
  const from = new URL(plain.url('redirect', { to }));
  from.host = 'files.test:80';
  await arrives(from.href);
  assert.equal(proxy.requests.length, 1);
  assert.ok(plain.requests.every(({ headers }) => headers['proxy-authorization'] === undefined));
});

test('when no proxy can be told, nothing goes the direct way', async () => {
  engine.useProxies(() => ({ ok: false, detail: 'the settings have no address' }));
  assert.equal((await fails({ url: plain.url('good') })).code, 'proxy.notSet');
  assert.equal(plain.requests.length, 0);
});

test('the timeline says which proxy, and nothing of its login', async () => {
  await using proxy = await HttpProxy.start({ upstreamPort: plain.port, login: LOGIN });
  use(address(`http://${LOGIN}@127.0.0.1:${proxy.port}`));
  const download = engine.start({ url: link(plain) });
  await download.ended;
  const noted = engine.ofKind('noted').filter(({ id }) => id === download.id);
  const notes = noted.flatMap(({ entries }) => entries).filter((entry) => entry.kind === 'note');
  assert.deepEqual(
    notes.map(({ note, detail }) => [note, detail]),
    [['proxied', `http 127.0.0.1:${proxy.port}`]],
  );
  const told = JSON.stringify(engine.events satisfies EngineEvent[]);
  for (const secret of LOGIN.split(':')) assert.ok(!told.includes(secret));
});
