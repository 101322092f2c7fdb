import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findProgram } from '../../build/test-tools.ts';

/** One program that fetches one link into one file. */
export type Peer = {
  readonly name: string;
  /** `null` when it is not installed or cannot use that many connections. */
  readonly command: (work: FetchWork) => readonly [program: string, ...args: string[]] | null;
};

export type FetchWork = {
  readonly url: string;
  readonly folder: string;
  readonly fileName: string;
  readonly connections: number;
  /** PEM of the authority to trust. */
  readonly certificatePath: string;
};

const SLUICE = path.resolve(import.meta.dirname, '../../build/sluice.js');

/** Sluice first; then its peers, with options that make them do the same work. */
export const PEERS: readonly Peer[] = [
  {
    name: 'sluice',
    command: (work) => [
      process.execPath, SLUICE, 'get', work.url, '-d', work.folder, '-o', work.fileName, '-x', String(work.connections), '--quiet',
    ], // prettier-ignore
  },
  {
    name: 'curl',
    command: (work) => {
      const program = findProgram('curl');
      if (program === null || work.connections > 1) return null;
      return [
        program,
        '-sS',
        '--fail',
        '--cacert',
        work.certificatePath,
        '-o',
        path.join(work.folder, work.fileName),
        work.url,
      ];
    },
  },
  {
    name: 'aria2c',
    command: (work) => {
      const program = findProgram('aria2c');
      if (program === null) return null;
      return [
        program, '--quiet=true', `--ca-certificate=${work.certificatePath}`, `--split=${work.connections}`,
        `--max-connection-per-server=${work.connections}`, '--min-split-size=1M', '--file-allocation=none',
        `--dir=${work.folder}`, `--out=${work.fileName}`, work.url,
      ]; // prettier-ignore
    },
  },
];

/**
 * Runs a peer once and gives the wall-clock seconds from start to exit.
 * @throws Error when it exits with anything but 0.
 */
export async function timePeer(peer: Peer, work: FetchWork): Promise<number | null> {
  const command = peer.command(work);
  if (command === null) return null;
  const [program, ...args] = command;
  const startedAt = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: work.certificatePath },
  });
  // `once` answers with the arguments of the event: code and signal.
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${peer.name} ended with ${code}`);
  return (performance.now() - startedAt) / 1000;
}
