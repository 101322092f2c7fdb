import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { test } from 'node:test';
import { BlockVerifier } from '../../../main/engine/block-verifier.ts';
import { ChecksumRunner } from '../../../main/engine/checksum.ts';
import { CAREFUL } from '../../../main/engine/part-file.ts';
import { EarlyRoom } from '../../../main/engine/early-body.ts';
import { HostHolds } from '../../../main/engine/host-holds.ts';
import { HttpClient } from '../../../main/engine/http-client.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import { LimiterTree } from '../../../main/engine/limiter-tree.ts';
import { Transfer } from '../../../main/engine/transfer.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { DEFAULT_REQUEST, EngineHarness } from '../../support/engine-harness.ts';
import { startNginx } from '../../support/nginx.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;

test('the connections of a transfer can be looked at: where each is, how fast, and how it is connected', async () => {
  await using nginx = await startNginx();
  await nginx.putFile('big.bin', 1, 64 * MIB);
  setDefaultCACertificates([...getCACertificates('default'), nginx.certificate]);
  await using folder = await createTempFolder();
  const holds = new HostHolds();
  using client = new HttpClient(holds);
  const partPath = folder.file('part');
  await appendFile(partPath, '');
  const events: EngineEvent[] = [];
  const transfer = new Transfer(
    {
      id: toDownloadId(1),
      run: 1,
      request: { ...DEFAULT_REQUEST, url: `${nginx.tlsOrigin}/big.bin`, maxConnections: 4, limitBytesPerSecond: MIB },
    },
    {
      client,
      holds,
      checksums: new ChecksumRunner(),
      verifier: new BlockVerifier(),
      disk: CAREFUL,
      limits: new LimiterTree(),
      earlyRoom: new EarlyRoom(),
      emit: (event) => {
        events.push(event);
        if (event.kind === 'probed') transfer.provideDestination(partPath);
      },
      checkpoint: () => {},
      moved: () => {},
    },
  );
  assert.deepEqual(transfer.connectionSnapshots(), []);
  await until(() => {
    const seen = transfer.connectionSnapshots();
    return seen.length === 4 && seen.every(({ position, start }) => position > start);
  }, 'four connections with bytes');

  const seen = transfer.connectionSnapshots();
  const { host } = new URL(nginx.tlsOrigin);
  for (const { protocol, tls, host: answeredBy, state } of seen) {
    assert.deepEqual([protocol, answeredBy], ['HTTP/1.1', host]);
    assert.match(tls ?? '', /^TLSv1\.[23]$/u);
    assert.match(state, /^(reading|waiting)$/u);
  }
  // Held back by the limit most of the time.
  await until(() => transfer.connectionSnapshots().some(({ state }) => state === 'waiting'), 'one that waits');
  await until(() => transfer.connectionSnapshots().every(({ bytesPerSecond }) => bytesPerSecond > 0), 'speeds');
  // In the order of the file, and nobody reads where another does.
  seen.forEach(({ end }, index) => assert.ok(end !== null && end <= (seen[index + 1]?.start ?? 64 * MIB)));

  transfer.stop();
  await transfer.ended;
  assert.equal(events.at(-1)?.kind, 'stopped');
  assert.deepEqual(transfer.connectionSnapshots(), []);
});

test('who looks before the run has begun gets an answer, too, and can look again', async () => {
  await using harness = await EngineHarness.start();
  harness.send({ kind: 'look', id: toDownloadId(1), run: 7 });
  const answer = await harness.waitFor((event) => event.kind === 'looked', 'an answer');
  assert.deepEqual(answer, { kind: 'looked', id: 1, run: 7, connections: [] });
});
