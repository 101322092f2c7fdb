import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { testBytes } from '../../support/test-bytes.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { measureCommand } from '../harness/measured-command.ts';

const SEED = 12;
const BYTES = 64 * 1024;
const ANSWER_AFTER_MS = 100;

/** How often as fast as one at a time, with so many at a time (issue 6). */
const WANTED: Readonly<Record<number, number>> = { 16: 15, 64: 55 };

/** Small files of a server that takes its time: what counts is how many are asked for at once. */
export const scenarios: readonly Scenario[] = [
  { name: 'batch-latency', about: '64 KiB files whose answers come after 100 ms, 1, 16 and 64 at a time', run },
];

async function run(bench: Bench): Promise<void> {
  // With one at a time a thousand would take two minutes; its time is that of one, times their number.
  const counts = { 1: bench.scale(50, 5), 16: bench.scale(1000, 20), 64: bench.scale(1000, 20) };
  const body = testBytes(SEED, 0, BYTES);
  const server = createServer((_request, response) => {
    setTimeout(() => {
      response.writeHead(200, { 'content-length': BYTES, 'content-type': 'application/octet-stream' });
      response.end(body);
    }, ANSWER_AFTER_MS);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  try {
    const perFile = new Map<number, number>();
    for (const [atOnce, count] of Object.entries(counts).map(([key, value]) => [Number(key), value] as const)) {
      const links = Array.from({ length: count }, (_, index) => `http://127.0.0.1:${port}/file-${index}.bin`);
      const comparison = await bench.compare(`${count} files of 64 KiB, ${atOnce} at a time, answers after 100 ms`, [
        {
          name: 'sluice',
          run: async (folder) => {
            const list = path.join(path.dirname(folder), 'links.txt');
            writeFileSync(list, links.join('\n'));
            const { wallSeconds, cpuSeconds } = await measureCommand(
              [
                process.execPath,
                bench.options.launcher,
                'get',
                '-i',
                list,
                '-j',
                String(atOnce),
                '-d',
                folder,
                '--quiet',
              ],
              { folder },
            );
            return { wallS: wallSeconds, cpuS: cpuSeconds, perFileMs: (wallSeconds * 1000) / count };
          },
        },
      ]);
      perFile.set(atOnce, comparison.showings['sluice']?.medians['perFileMs'] ?? Number.NaN);
      const speedUp = (perFile.get(1) ?? Number.NaN) / (perFile.get(atOnce) ?? Number.NaN);
      const wanted = WANTED[atOnce];
      if (wanted === undefined || bench.options.isQuick) continue;
      bench.target(`${atOnce} at a time: speed-up over one at a time`, speedUp, { atLeast: wanted });
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
