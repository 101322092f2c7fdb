import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { makeTempFolder } from '../../support/temp-folder.ts';
import {
  openSocket,
  SECRET,
  send,
  startFileServer,
  startHarness,
  until,
  type FileServer,
  type Parsed,
} from './server-harness.ts';

/*
 * The same requests to aria2 and to Sluice; what they answer has to be alike: HTTP status, error code and words, which
 * members there are and of what type, status words, error codes, notifications. Values that must differ (GIDs, folders,
 * speeds) are left out. The differences on purpose are listed in main/server/aria2-rpc/aria2-rpc.ts.
 */

const hasAria2 = spawnSync('aria2c', ['--version']).status === 0;
const skip = hasAria2 ? false : 'aria2c is not installed';

/** One of the two servers. */
type Peer = { readonly name: string; readonly port: number; readonly dir: string };
type PeerAnswer = { readonly status: number; readonly body: Parsed };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startAria2(): Promise<Peer & AsyncDisposable> {
  const folder = makeTempFolder();
  const port = await freePort();
  const child = spawn(
    'aria2c',
    ['--no-conf', '--enable-rpc', `--rpc-listen-port=${port}`, `--rpc-secret=${SECRET}`, `--dir=${folder.path}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const peer = { name: 'aria2', port, dir: folder.path };
  await until('aria2 answers', async () => {
    try {
      return (await call(peer, 'aria2.getVersion')).status === 200;
    } catch {
      return false; // Not listening yet.
    }
  });
  return {
    ...peer,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

async function post(peer: Peer, text: string): Promise<PeerAnswer> {
  const answer = await send(peer.port, { method: 'POST', path: '/jsonrpc', body: text });
  assert.equal(answer.headers['content-type'], 'application/json-rpc');
  return { status: answer.status, body: JSON.parse(answer.text) };
}

function call(peer: Peer, method: string, ...params: unknown[]): Promise<PeerAnswer> {
  const all = method.startsWith('system.') ? params : [`token:${SECRET}`, ...params];
  return post(peer, JSON.stringify({ jsonrpc: '2.0', id: 'q', method, params: all }));
}

/** Members and types of a value: what a client's parser sees. Lists count by their first entry. */
function shapeOf(value: Parsed): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, shapeOf(value[key])]),
  );
}

/** Asks for the status until it is this one. */
function statusOf(peer: Peer, gid: string, status: string): Promise<Parsed> {
  return until(`${peer.name}: ${gid} is ${status}`, async () => {
    const { body } = await call(peer, 'aria2.tellStatus', gid);
    return body.result?.status === status ? body.result : undefined;
  });
}

/** Runs the scene on both and gives both results: aria2's first. */
async function onBoth<Result>(scene: (peer: Peer, files: FileServer) => Promise<Result>): Promise<[Result, Result]> {
  await using files = await startFileServer(6_000_000);
  await using aria2 = await startAria2();
  await using harness = await startHarness();
  const sluice: Peer = { name: 'sluice', port: harness.server.port, dir: harness.downloadFolder };
  return [await scene(aria2, files), await scene(sluice, files)];
}

test('answers malformed requests as aria2 does', { skip }, async () => {
  const messages = [
    '{bad',
    '',
    '[]',
    '"x"',
    'null',
    '{}',
    '{"id":"a"}',
    '{"id":1,"method":5}',
    '{"id":1,"method":"aria2.getVersion","params":{"a":1}}',
    `{"method":"aria2.getVersion","params":["token:${SECRET}"]}`,
    `{"id":1,"method":"nope","params":["token:${SECRET}"]}`,
    '{"id":1,"method":"nope"}',
    '{"id":1,"method":"aria2.tellActive","params":["token:wrong"]}',
    `[{"id":1,"method":"nope","params":["token:${SECRET}"]},{"id":2,"method":"aria2.tellActive"}]`,
  ];
  const [aria2, sluice] = await onBoth(async (peer) => {
    const answers = [];
    for (const message of messages) answers.push({ message, ...(await post(peer, message)) });
    return answers;
  });
  assert.deepEqual(sluice, aria2);
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('answers wrong parameters as aria2 does', { skip }, async () => {
  const link = 'http://127.0.0.1:9/x';
  const missing = 'ffffffffffffffff';
  const calls: [string, ...unknown[]][] = [
    ['aria2.addUri'],
    ['aria2.addUri', []],
    ['aria2.addUri', 'x'],
    ['aria2.addUri', [5]],
    ['aria2.addUri', ['x']],
    ['aria2.addUri', ['mailto:a@b']],
    ['aria2.addUri', [link], 'x'],
    ['aria2.addUri', [link], {}, 'x'],
    ['aria2.addUri', [link], {}, -1],
    ['aria2.addUri', [link], { split: '0' }],
    ['aria2.addUri', [link], { 'max-tries': '-1' }],
    ['aria2.addUri', [link], { 'retry-wait': '601' }],
    ['aria2.addUri', [link], { pause: 'maybe' }],
    ['aria2.addUri', [link], { 'max-download-limit': 'abc' }],
    ['aria2.addUri', [link], { 'max-connection-per-server': '99' }],
    ['aria2.addUri', [link], { checksum: 'sha-256=zz' }],
    ['aria2.addUri', [link], { checksum: 'foo=00' }],
    ['aria2.addMetalink'],
    ['aria2.addMetalink', 5],
    ['aria2.addMetalink', ''],
    ['aria2.addMetalink', '!!!'],
    ['aria2.addMetalink', base64('no Metalink')],
    ['aria2.addMetalink', base64('<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file')],
    ['aria2.addMetalink', base64('<metalink xmlns="urn:ietf:params:xml:ns:metalink"></metalink>')],
    ['aria2.addMetalink', base64('x'), 'x'],
    ['aria2.addMetalink', base64('x'), {}, 'x'],
    ['aria2.addMetalink', base64('x'), {}, -1],
    ['aria2.addMetalink', base64('x'), { split: 'x' }],
    ['aria2.tellStatus'],
    ['aria2.tellStatus', 5],
    ['aria2.tellStatus', 'zz'],
    ['aria2.tellStatus', ''],
    ['aria2.tellStatus', '1'],
    ['aria2.tellStatus', 'abcdefabcdefabcdef'],
    ['aria2.tellStatus', missing],
    ['aria2.pause', missing],
    ['aria2.unpause', missing],
    ['aria2.remove', missing],
    ['aria2.forceRemove', missing],
    ['aria2.removeDownloadResult', missing],
    ['aria2.getFiles', missing],
    ['aria2.getUris', missing],
    ['aria2.getOption', missing],
    ['aria2.tellWaiting'],
    ['aria2.tellWaiting', 0],
    ['aria2.tellWaiting', 0, 'x'],
    ['aria2.tellWaiting', 0, -1],
    ['aria2.tellWaiting', 50, 1],
    ['aria2.tellWaiting', -50, 1],
    ['aria2.tellStopped', 0, 5],
    ['aria2.changeGlobalOption'],
    ['aria2.changeGlobalOption', 5],
    ['aria2.changeGlobalOption', { nonsense: '1' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': 'zz' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': '1.5M' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': '1G' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': '-1' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': '' }],
    ['aria2.changeGlobalOption', { 'max-overall-download-limit': '500K' }],
    ['aria2.changeGlobalOption', { 'max-concurrent-downloads': '0' }],
    ['aria2.pauseAll'],
    ['aria2.forcePauseAll'],
    ['aria2.unpauseAll'],
    ['aria2.purgeDownloadResult'],
    ['aria2.getGlobalStat'],
    ['system.multicall'],
    ['system.multicall', 5],
    ['system.multicall', []],
    [
      'system.multicall',
      [
        { methodName: 'aria2.tellActive', params: [`token:${SECRET}`] },
        { methodName: 'aria2.tellActive' },
        { methodName: 'nope', params: [`token:${SECRET}`] },
        { methodName: 'system.multicall', params: [[]] },
        5,
        { params: [] },
        { methodName: 'aria2.tellStatus', params: [`token:${SECRET}`, 'zz'] },
      ],
    ],
  ];
  const [aria2, sluice] = await onBoth(async (peer) => {
    const answers = [];
    for (const [method, ...params] of calls)
      answers.push({ call: [method, ...params], ...(await call(peer, method, ...params)) });
    return answers;
  });
  assert.deepEqual(sluice, aria2);
});

test('tells a download through its life as aria2 does', { skip }, async () => {
  const [aria2, sluice] = await onBoth(async (peer, files) => {
    const seen: Record<string, unknown> = {};
    const refusal = async (method: string, gid: string) => {
      const { status, body } = await call(peer, method, gid);
      return [status, String(body.error?.message).replace(gid, 'GID')];
    };
    const { body: added } = await call(peer, 'aria2.addUri', [files.url('slow.bin')], { split: '1', out: 'a.bin' });
    const gid: string = added.result;
    const active = await until(`${peer.name} has bytes`, async () => {
      const { body } = await call(peer, 'aria2.tellStatus', gid);
      return Number(body.result.completedLength) > 0 && body.result;
    });
    seen['active'] = shapeOf(active);
    seen['active values'] = [
      active.status,
      active.totalLength,
      active.numPieces,
      active.pieceLength,
      active.dir === peer.dir,
    ];
    seen['keys'] = (await call(peer, 'aria2.tellStatus', gid, ['status', 'nope'])).body;
    seen['tellActive'] = shapeOf((await call(peer, 'aria2.tellActive', ['status'])).body);
    seen['getServers'] = shapeOf((await call(peer, 'aria2.getServers', gid)).body.result);
    seen['getFiles'] = shapeOf((await call(peer, 'aria2.getFiles', gid)).body.result);
    seen['unpause active'] = await refusal('aria2.unpause', gid);
    seen['removeDownloadResult active'] = await refusal('aria2.removeDownloadResult', gid);
    assert.equal((await call(peer, 'aria2.pause', gid)).body.result, gid);
    seen['paused'] = shapeOf(await statusOf(peer, gid, 'paused'));
    seen['pause paused'] = await refusal('aria2.pause', gid);
    seen['tellWaiting'] = (await call(peer, 'aria2.tellWaiting', 0, 5, ['status'])).body;
    assert.equal((await call(peer, 'aria2.unpause', gid)).body.result, gid);
    await statusOf(peer, gid, 'active');
    assert.equal((await call(peer, 'aria2.forceRemove', gid)).body.result, gid);
    const removed = await statusOf(peer, gid, 'removed');
    seen['removed'] = shapeOf(removed);
    seen['removed code'] = removed.errorCode;
    seen['remove removed'] = await refusal('aria2.remove', gid);
    seen['pause removed'] = await refusal('aria2.pause', gid);
    seen['getServers removed'] = await refusal('aria2.getServers', gid);
    seen['unpause removed'] = await refusal('aria2.unpause', gid);
    seen['getUris removed'] = await refusal('aria2.getUris', gid);
    seen['tellStopped'] = (await call(peer, 'aria2.tellStopped', 0, 5, ['status', 'errorCode'])).body;
    seen['result removed'] = (await call(peer, 'aria2.removeDownloadResult', gid)).body;
    seen['gone'] = await refusal('aria2.tellStatus', gid);

    const { body: quick } = await call(peer, 'aria2.addUri', [files.url('file.bin')], {
      'max-connection-per-server': '2',
    });
    const complete = await statusOf(peer, quick.result, 'complete');
    seen['complete'] = shapeOf(complete);
    seen['complete values'] = [complete.bitfield, complete.errorCode, complete.completedLength, complete.connections];
    seen['pause complete'] = await refusal('aria2.pause', quick.result);
    seen['remove complete'] = await refusal('aria2.remove', quick.result);

    const waiting = (await call(peer, 'aria2.addUri', [files.url('slow')], { pause: 'true' })).body.result;
    const untouched = await statusOf(peer, waiting, 'paused');
    seen['untouched'] = shapeOf(untouched);
    seen['untouched values'] = [
      untouched.totalLength,
      untouched.numPieces,
      untouched.files[0].path,
      untouched.files[0].uris,
    ];
    seen['getUris'] = shapeOf((await call(peer, 'aria2.getUris', waiting)).body.result);
    assert.equal((await call(peer, 'aria2.remove', waiting)).body.result, waiting);
    await until('removed without a result', async () => (await call(peer, 'aria2.tellStatus', waiting)).status === 400);
    seen['waiting gone'] = await refusal('aria2.tellStatus', waiting);
    return seen;
  });
  for (const [what, expected] of Object.entries(aria2)) assert.deepEqual(sluice[what], expected, what);
});

test('gives failures the error codes of aria2', { skip }, async () => {
  const [aria2, sluice] = await onBoth(async (peer, files) => {
    const codes: Record<string, unknown> = {};
    const failing: [string, string, object][] = [
      ['not found', files.url('missing'), {}],
      ['no such host', 'http://nobody.invalid/x', { 'max-tries': '1' }],
      ['wrong checksum', files.url('file-c'), { checksum: `sha-256=${'0'.repeat(64)}` }],
    ];
    for (const [what, link, options] of failing) {
      const { body } = await call(peer, 'aria2.addUri', [link], options);
      const status = await statusOf(peer, body.result, 'error');
      codes[what] = [status.errorCode, typeof status.errorMessage];
    }
    return codes;
  });
  assert.deepEqual(sluice, aria2);
});

test('notifies as aria2 does', { skip }, async () => {
  const [aria2, sluice] = await onBoth(async (peer, files) => {
    const socket = await openSocket(peer.port, '/jsonrpc');
    const told: unknown[] = [];
    const ask = async (method: string, ...params: unknown[]) => {
      socket.say({ jsonrpc: '2.0', id: method, method, params: [`token:${SECRET}`, ...params] });
      for (;;) {
        const message = await socket.next();
        if (message.id === method) return message.result;
        told.push([message.jsonrpc, message.method, shapeOf(message.params)]);
      }
    };
    const hear = async (method: string) => {
      while ((told.at(-1) as unknown[] | undefined)?.[1] !== method) {
        const message = await socket.next();
        told.push([message.jsonrpc, message.method, shapeOf(message.params)]);
      }
    };
    const gid = await ask('aria2.addUri', [files.url('slow')], { split: '1' });
    await hear('aria2.onDownloadStart');
    await until('bytes arrive', async () => {
      const { body } = await call(peer, 'aria2.tellStatus', gid);
      return Number(body.result.completedLength) > 0;
    });
    await ask('aria2.forcePause', gid);
    await hear('aria2.onDownloadPause');
    await ask('aria2.unpause', gid);
    await hear('aria2.onDownloadStart');
    await statusOf(peer, gid, 'active');
    await ask('aria2.forceRemove', gid);
    await hear('aria2.onDownloadStop');
    await ask('aria2.addUri', [files.url('file')], {});
    await hear('aria2.onDownloadComplete');
    await ask('aria2.addUri', [files.url('missing')], {});
    await hear('aria2.onDownloadError');
    socket.ws.close();
    return told;
  });
  assert.deepEqual(sluice, aria2);
});

test('has only methods and global options that aria2 has', { skip }, async () => {
  const [aria2, sluice] = await onBoth(async (peer) => ({
    methods: (await call(peer, 'system.listMethods')).body.result as string[],
    notifications: (await call(peer, 'system.listNotifications')).body.result as string[],
    options: Object.keys((await call(peer, 'aria2.getGlobalOption')).body.result),
    version: shapeOf((await call(peer, 'aria2.getVersion')).body.result),
    session: shapeOf((await call(peer, 'aria2.getSessionInfo')).body.result),
  }));
  for (const list of ['methods', 'notifications', 'options'] as const) {
    assert.deepEqual(
      sluice[list].filter((name) => !aria2[list].includes(name)),
      [],
      list,
    );
  }
  assert.deepEqual(sluice.version, aria2.version);
  assert.deepEqual(sluice.session, aria2.session);
});
