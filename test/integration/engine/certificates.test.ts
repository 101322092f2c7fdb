import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import type { CertificateException } from '../../../shared/host-fact.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import type { TransferRequest } from '../../../main/engine/transfer-request.ts';
import { selfSigned, TestAuthority, type Identity } from '../../support/certificates.ts';
import { EngineHarness } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fetchStatus } from '../../support/fetch-status.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

type Failed = Extract<EngineEvent, { kind: 'failed' }>;
type Case = 'good' | 'expired' | 'notYetValid' | 'wrongHost' | 'unknownAuthority' | 'selfSigned';

const HERE = 'IP:127.0.0.1';
const MIB = 1024 * 1024;

let folder: TempFolder;
let otherFolder: TempFolder;
let engine: EngineHarness;
let identities: Record<Case, Identity>;
const servers = new Map<Case, FaultServer>();
before(async () => {
  [folder, otherFolder] = await Promise.all([createTempFolder(), createTempFolder()]);
  const known = await TestAuthority.create(folder);
  const unknown = await TestAuthority.create(otherFolder);
  identities = {
    good: await known.issue({ names: HERE }),
    expired: await known.issue({ names: HERE, from: '20200101000000Z', to: '20210101000000Z' }),
    notYetValid: await known.issue({ names: HERE, from: '20480101000000Z' }),
    wrongHost: await known.issue({ names: 'DNS:example.org' }),
    unknownAuthority: await unknown.issue({ names: HERE }),
    selfSigned: await selfSigned(folder, 'self-signed'),
  };
  engine = await EngineHarness.start({ certificateAuthority: known.certificate });
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  for (const server of servers.values()) await server.close();
  await folder[Symbol.asyncDispose]();
  await otherFolder[Symbol.asyncDispose]();
});

async function serverWith(name: Case): Promise<FaultServer> {
  const server = servers.get(name) ?? (await FaultServer.start(identities[name]));
  servers.set(name, server);
  return server;
}

async function failure(request: Partial<TransferRequest> & { readonly url: string }): Promise<Failed> {
  const end = await engine.start(request).ended;
  assert.ok(end.kind === 'failed', `ended as ${end.kind}`);
  return end;
}

function exceptionFor(
  server: FaultServer,
  name: Case,
  change: Partial<CertificateException> = {},
): CertificateException {
  const { sha256 } = identities[name];
  const nowMs = Date.now();
  return { host: '127.0.0.1', port: server.port, sha256, addedAtMs: nowMs, expiresAtMs: nowMs + 60_000, ...change };
}

test('a certificate of a known authority is accepted, over several connections', async () => {
  const server = await serverWith('good');
  const download = engine.start({ url: server.url('good', { size: 12 * MIB }), maxConnections: 4 });
  assert.equal((await download.ended).kind, 'finished');
  assert.equal(await fileSha256(download.partPath), testBytesSha256(1, 12 * MIB));
});

describe('authorities are trusted', () => {
  test('when NODE_EXTRA_CA_CERTS names them', async () => {
    const server = await serverWith('good');
    const NODE_EXTRA_CA_CERTS = folder.file('authority.crt');
    assert.equal(await fetchStatus(server.url('good'), { variables: { NODE_EXTRA_CA_CERTS } }), '200');
  });

  test('when the system knows them', { skip: process.platform !== 'linux' && 'needs SSL_CERT_FILE' }, async () => {
    const server = await serverWith('good');
    const SSL_CERT_FILE = folder.file('authority.crt');
    assert.equal(await fetchStatus(server.url('good'), { variables: { SSL_CERT_FILE } }), '200');
  });

  test('and nobody else, also when the store of the system cannot be read', async () => {
    const server = await serverWith('good');
    const nowhere = { SSL_CERT_FILE: folder.file('missing.crt'), SSL_CERT_DIR: folder.file('missing') };
    assert.equal(await fetchStatus(server.url('good'), { variables: nowhere }), 'network.certificateUnknown');
  });
});

describe('a certificate that cannot be verified', () => {
  const cases: readonly (readonly [Case, DownloadErrorCode])[] = [
    ['expired', 'network.certificateExpired'],
    ['notYetValid', 'network.certificateExpired'],
    ['wrongHost', 'network.certificateWrongHost'],
    ['unknownAuthority', 'network.certificateUnknown'],
    ['selfSigned', 'network.certificateUnknown'],
  ];
  for (const [name, code] of cases) {
    test(`${name}: ${code}, with what a person needs to decide, and no request is sent`, async () => {
      const server = await serverWith(name);
      const { failure: told } = await failure({ url: server.url('good') });
      assert.equal(told.code, code, told.detail);
      assert.ok(told.detail.includes(`127.0.0.1:${server.port}`), told.detail);
      assert.ok(told.detail.includes(identities[name].sha256), told.detail);
      const { certificate } = told;
      assert.equal(certificate?.host, '127.0.0.1');
      assert.equal(certificate.port, server.port);
      assert.equal(certificate.sha256, identities[name].sha256);
      assert.match(certificate.subject, name === 'selfSigned' ? /CN=self-signed/u : /CN=Test server \d/u);
      assert.match(certificate.issuer, name === 'selfSigned' ? /CN=self-signed/u : /CN=Test authority/u);
      if (name === 'expired') {
        assert.equal(certificate.validFromMs, Date.UTC(2020, 0, 1));
        assert.equal(certificate.validToMs, Date.UTC(2021, 0, 1));
      }
      assert.equal(server.requests.length, 0);
    });

    test(`${name}: is accepted under an exception, over several connections and past the parser`, async () => {
      const server = await serverWith(name);
      const url = server.url('good', { size: 12 * MIB });
      const download = engine.start({ url, maxConnections: 4, certificates: [exceptionFor(server, name)] });
      assert.equal((await download.ended).kind, 'finished');
      assert.equal(await fileSha256(download.partPath), testBytesSha256(1, 12 * MIB));
      assert.ok(server.requestsFor(url).length >= 4);
    });
  }
});

describe('an exception holds only', () => {
  const refused = 'network.certificateUnknown';

  test('for its host and port, its certificate, and until it expires', async () => {
    const server = await serverWith('selfSigned');
    const before = server.requests.length;
    const others: readonly CertificateException[] = [
      exceptionFor(server, 'selfSigned', { port: server.port + 1 }),
      exceptionFor(server, 'selfSigned', { host: 'localhost' }),
      exceptionFor(server, 'unknownAuthority'),
      exceptionFor(server, 'selfSigned', { expiresAtMs: Date.now() - 1 }),
    ];
    for (const exception of others) {
      assert.equal((await failure({ url: server.url('good'), certificates: [exception] })).failure.code, refused);
    }
    const { certificate } = (await failure({ url: server.url('good'), certificates: others })).failure;
    assert.equal(certificate?.sha256, identities.selfSigned.sha256);
    assert.equal(server.requests.length, before);
  });

  test('for the transfer that has it: neither its connections nor its TLS session serve another', async () => {
    const server = await serverWith('selfSigned');
    const certificates = [exceptionFor(server, 'selfSigned')];
    for (const _round of [1, 2]) {
      assert.equal((await engine.start({ url: server.url('good'), certificates }).ended).kind, 'finished');
      assert.equal((await failure({ url: server.url('good') })).failure.code, refused);
    }
  });

  test('for its own server: where a redirect leads is judged by its own', async () => {
    const [from, to] = [await serverWith('selfSigned'), await serverWith('expired')];
    const url = from.url('redirect', { to: to.url('good') });
    const onlyFrom = await failure({ url, certificates: [exceptionFor(from, 'selfSigned')] });
    assert.equal(onlyFrom.failure.code, 'network.certificateExpired');
    assert.equal(onlyFrom.failure.certificate?.port, to.port);
    const both = [exceptionFor(from, 'selfSigned'), exceptionFor(to, 'expired')];
    assert.equal((await engine.start({ url, certificates: both }).ended).kind, 'finished');
  });

  test('and changes nothing for a certificate that can be verified', async () => {
    const server = await serverWith('good');
    const certificates = [exceptionFor(server, 'selfSigned')];
    assert.equal((await engine.start({ url: server.url('good'), certificates }).ended).kind, 'finished');
  });
});
