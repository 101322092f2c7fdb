import { ensureTools, findProgram, type TestTool } from '../../../build/test-tools.ts';

/** One file to be fetched by a program into its current folder. */
export type FetchWork = {
  readonly url: string;
  /** Where the program runs; an absolute path. */
  readonly folder: string;
  readonly fileName: string;
  readonly connections: number;
  /** PEM of the authority to trust. */
  readonly certificatePath: string;
};

/** A program that fetches one link into one file, with options that make all of them do the same work. */
export type Peer = {
  readonly name: string;
  /** `null` when it is not installed. */
  readonly command: (work: FetchWork) => readonly [program: string, ...args: string[]] | null;
};

const PROGRAMS: readonly TestTool[] = ['curl', 'aria2c', 'wget2', 'lftp', 'axel', 'time'].map((program) => ({
  program,
  debianPackage: program === 'aria2c' ? 'aria2' : program,
  usedFor: 'comparing the speed with a peer',
}));

/** Installs the peers where that is possible (Debian, as root); elsewhere those that are there take part. */
export function ensurePeers(): void {
  ensureTools(PROGRAMS);
}

/** `sluice get` as it is installed (`installCommand`), with the Node that runs this. */
export function sluicePeer(launcher: string): Peer {
  return {
    name: 'sluice',
    command: ({ url, folder, fileName, connections }) => [
      process.execPath, launcher, 'get', url, '-d', folder, '-o', fileName, '-x', String(connections), '--quiet',
    ], // prettier-ignore
  };
}

/** The same without a number: as many connections as pay. */
export function automaticPeer(launcher: string): Peer {
  return {
    name: 'sluice',
    command: ({ url, folder, fileName }) => [
      process.execPath, launcher, 'get', url, '-d', folder, '-o', fileName, '--quiet',
    ], // prettier-ignore
  };
}

/** With one connection whatever the others use: it knows no other way. */
const CURL: Peer = {
  name: 'curl',
  command: ({ url, fileName, certificatePath }) =>
    installed('curl', ['-sS', '--fail', '--cacert', certificatePath, '-o', fileName, url]),
};

const ARIA2: Peer = {
  name: 'aria2c',
  command: ({ url, fileName, connections, certificatePath }) =>
    installed('aria2c', [
      '--quiet=true', '--no-conf=true', `--ca-certificate=${certificatePath}`, `--split=${connections}`,
      `--max-connection-per-server=${connections}`, '--min-split-size=1M', '--file-allocation=none', `--out=${fileName}`, url,
    ]), // prettier-ignore
};

const WGET2: Peer = {
  name: 'wget2',
  command: ({ url, fileName, connections, certificatePath }) =>
    installed('wget2', [
      '--quiet', '--no-config', '--no-hsts', `--ca-certificate=${certificatePath}`, '-O', fileName, `--max-threads=${connections}`,
      // Each thread takes chunks of this size until none is left.
      ...(connections > 1 ? ['--chunk-size=32M'] : []), url,
    ]), // prettier-ignore
};

const LFTP: Peer = {
  name: 'lftp',
  command: ({ url, fileName, connections, certificatePath }) => {
    const get = connections > 1 ? `pget -n ${connections}` : 'get';
    return installed('lftp', [
      '--norc', '-c', `set ssl:ca-file ${certificatePath}; set pget:save-status never; ${get} ${url} -o ${fileName}`,
    ]); // prettier-ignore
  },
};

const AXEL: Peer = {
  name: 'axel',
  command: ({ url, fileName, connections }) =>
    // It has no option for an authority.
    installed('axel', ['--quiet', '--insecure', `--num-connections=${connections}`, '-o', fileName, url]),
};

/** Those that Sluice is compared with. */
export const PEERS: readonly Peer[] = [CURL, ARIA2, WGET2, LFTP, AXEL];

function installed(program: string, args: readonly string[]): readonly [string, ...string[]] | null {
  const file = findProgram(program);
  return file === null ? null : [file, ...args];
}
