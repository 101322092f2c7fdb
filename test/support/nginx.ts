import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, open, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTempFolder, type TempFolder } from './temp-folder.ts';
import { testBytes } from './test-bytes.ts';

const PLACES = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx', '/opt/homebrew/bin/nginx'];
const START_BOUND_MS = 10_000;
const WRITE_STEP = 8 * 1024 * 1024;

/** A private nginx with plain HTTP and TLS on free ports. Ends by `await using`. */
export type Nginx = AsyncDisposable & {
  readonly origin: string;
  readonly tlsOrigin: string;
  /** The self-signed certificate, for whoever is to trust it. */
  readonly certificate: string;
  readonly certificatePath: string;
  /** Puts a pseudo-random file into its root; see `test-bytes.ts`. */
  readonly putFile: (name: string, seed: number, size: number) => Promise<void>;
  /** What it has answered since the last call, in the order of the ends; only with `countsExchanges`. */
  readonly takeExchanges: () => readonly Exchange[];
};

/** One answer that nginx gave. `bodyBytes` is what it sent of the body; times are on the wall clock. */
export type Exchange = {
  readonly status: number;
  readonly bodyBytes: number;
  readonly endedAtMs: number;
  readonly durationMs: number;
};

/**
 * Starts one that runs as the caller, in a folder of its own.
 * @throws Error with what to install when there is no nginx or no openssl.
 */
export async function startNginx(
  options: {
    /** Configuration of both servers. */
    readonly locations?: string;
    readonly countsExchanges?: boolean;
  } = {},
): Promise<Nginx> {
  const program = PLACES.find(isExecutable);
  if (program === undefined) throw new Error('nginx is not installed (Debian: apt-get install nginx-light)');
  const folder = await createTempFolder();
  const [port, tlsPort] = [await freePort(), await freePort()];
  await mkdir(folder.file('root'));
  await makeCertificate(folder);
  const { locations = '', countsExchanges = false } = options;
  await writeFile(folder.file('nginx.conf'), configuration({ folder, port, tlsPort, locations, countsExchanges }));
  const child = spawn(program, ['-p', folder.path, '-e', folder.file('error.log'), '-c', folder.file('nginx.conf')], {
    stdio: 'ignore',
  });
  await waitForPort(port, child, folder);
  return {
    origin: `http://127.0.0.1:${port}`,
    tlsOrigin: `https://localhost:${tlsPort}`,
    certificate: await readFile(folder.file('cert.pem'), 'utf8'),
    certificatePath: folder.file('cert.pem'),
    putFile: (name, seed, size) => writeTestFile(path.join(folder.path, 'root', name), seed, size),
    takeExchanges: exchangeReader(folder.file('access.log')),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        // The master in the foreground ends its workers.
        child.kill('SIGTERM');
        await exited;
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}

function configuration(at: {
  folder: TempFolder;
  port: number;
  tlsPort: number;
  locations: string;
  countsExchanges: boolean;
}): string {
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${at.folder.file(kind)};`)
    .join('\n  ');
  return `${user}
daemon off;
worker_processes 1;
pid ${at.folder.file('nginx.pid')};
events { worker_connections 512; }
http {
  log_format exchange '$status $body_bytes_sent $msec $request_time';
  access_log ${at.countsExchanges ? `${at.folder.file('access.log')} exchange` : 'off'};
  sendfile on;
  tcp_nopush on;
  ${temporary}
  types { application/octet-stream bin; application/gzip gz; }
  default_type application/octet-stream;
  root ${at.folder.file('root')};
  server {
    listen 127.0.0.1:${at.port};
    ${at.locations}
  }
  server {
    listen 127.0.0.1:${at.tlsPort} ssl;
    ssl_certificate ${at.folder.file('cert.pem')};
    ssl_certificate_key ${at.folder.file('key.pem')};
    ${at.locations}
  }
}
`;
}

/** Reads what was added to the log since it was called last. */
function exchangeReader(file: string): () => readonly Exchange[] {
  let readLines = 0;
  return () => {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const fresh = lines.slice(readLines);
    readLines = lines.length;
    return fresh.map((line) => {
      const [status = 0, bodyBytes = 0, endedAt = 0, seconds = 0] = line.split(' ').map(Number);
      return { status, bodyBytes, endedAtMs: endedAt * 1000, durationMs: seconds * 1000 };
    });
  };
}

async function makeCertificate(folder: TempFolder): Promise<void> {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const files = ['-keyout', folder.file('key.pem'), '-out', folder.file('cert.pem')];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...files, ...subject]);
}

async function writeTestFile(file: string, seed: number, size: number): Promise<void> {
  const handle: FileHandle = await open(file, 'w');
  try {
    for (let at = 0; at < size; at += WRITE_STEP) {
      await handle.write(testBytes(seed, at, Math.min(size, at + WRITE_STEP)));
    }
  } finally {
    await handle.close();
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on TCP, so the address is an object.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitForPort(port: number, child: ChildProcess, folder: TempFolder): Promise<void> {
  const endAt = performance.now() + START_BOUND_MS;
  while (!(await canConnect(port))) {
    if (child.exitCode === null && performance.now() < endAt) continue;
    child.kill('SIGTERM');
    throw new Error(`nginx did not start: ${await readFile(folder.file('error.log'), 'utf8')}`);
  }
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // Refused: not listening yet.
  } finally {
    socket.destroy();
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not here.
  }
}
