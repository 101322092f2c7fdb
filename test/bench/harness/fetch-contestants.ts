import path from 'node:path';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import type { Nginx } from '../../support/nginx.ts';
import { fileSha256 } from '../../support/test-bytes.ts';
import type { Bench, Contestant } from './bench.ts';
import { measureCommand, secondsToSync, watchLastWrite } from './measured-command.ts';
import type { Metrics } from './metrics.ts';
import { PEERS, sluicePeer, type FetchWork, type Peer } from './peers.ts';

/** One file from one address, the same for everyone. */
export type FetchTask = {
  readonly url: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly connections: number;
  readonly certificatePath: string;
  /** Where requests are counted; `null` when nobody counts. */
  readonly nginx: Pick<Nginx, 'takeExchanges'> | null;
};

const FILE_NAME = 'out.bin';

/**
 * Everyone who can do the task, Sluice first. Metrics: `lastByteS` is when the last byte was handed to the system (of a peer: its exit),
 * `durableS` when everything was on the disk (of a peer: its exit followed by a sync of its file), both from the start of the
 * process; `besidesMib` is what was written to the disk and is not the file.
 */
export function fetchContestants(bench: Bench, task: FetchTask): readonly Contestant[] {
  const everyone = [sluicePeer(bench.options.launcher), ...PEERS];
  return everyone
    .filter((peer) => peer.command({ ...task, folder: '', fileName: FILE_NAME }) !== null)
    .map((peer) => ({
      name: peer.name,
      run: (folder) => fetchOnce(peer, task, folder),
    }));
}

async function fetchOnce(peer: Peer, task: FetchTask, folder: string): Promise<Metrics> {
  const work: FetchWork = { ...task, folder, fileName: FILE_NAME };
  const command = peer.command(work);
  if (command === null) throw new Error('cannot do this');
  const file = path.join(folder, FILE_NAME);
  task.nginx?.takeExchanges();
  const startedAtMs = Date.now();
  const lastWrite = watchLastWrite(file + PART_SUFFIX);
  const cost = await measureCommand(command, { folder, env: { NODE_EXTRA_CA_CERTS: task.certificatePath } });
  const lastWriteMs = lastWrite.stop();
  const syncSeconds = await secondsToSync(file);
  const exchanges = task.nginx?.takeExchanges();
  if ((await fileSha256(file)) !== task.hash) throw new Error('the file is wrong');
  return {
    lastByteS: lastWriteMs === null ? cost.wallSeconds : (lastWriteMs - startedAtMs) / 1000,
    durableS: cost.wallSeconds + syncSeconds,
    cpuS: cost.cpuSeconds,
    peakMib: cost.peakMib,
    besidesMib: cost.writtenMib - task.sizeBytes / 2 ** 20,
    ...(exchanges === undefined
      ? {}
      : {
          requests: exchanges.length,
          sentMib: exchanges.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0) / 2 ** 20,
        }),
  };
}
