import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TempFolder } from './temp-folder.ts';

const run = promisify(execFile);

/** A key and its certificate, both PEM, for `tls.createServer`; and the SHA-256 of the certificate as exceptions have it. */
export type Identity = { readonly key: string; readonly cert: string; readonly sha256: string };

/** Whom a certificate is for, such as `IP:127.0.0.1` or `DNS:example.org`, and when; times as `20200101000000Z`. */
type Wish = { readonly names: string; readonly from?: string; readonly to?: string };

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate authority of its own, made by openssl in a folder. */
export class TestAuthority {
  /** Its certificate, PEM. */
  readonly certificate: string;
  readonly #folder: TempFolder;
  #issued = 0;

  private constructor(folder: TempFolder, certificate: string) {
    this.#folder = folder;
    this.certificate = certificate;
  }

  static async create(folder: TempFolder): Promise<TestAuthority> {
    await writeFile(folder.file('index.txt'), '');
    await writeFile(
      folder.file('authority.conf'),
      `[ca]\ndefault_ca = here\n[here]\ndatabase = ${folder.file('index.txt')}\nnew_certs_dir = ${folder.path}\n` +
        `certificate = ${folder.file('authority.crt')}\nprivate_key = ${folder.file('authority.key')}\n` +
        `rand_serial = yes\ndefault_md = sha256\npolicy = any\nunique_subject = no\n[any]\ncommonName = supplied\n`,
    );
    const files = ['-keyout', folder.file('authority.key'), '-out', folder.file('authority.crt')];
    await run('openssl', ['req', '-x509', ...NEW_KEY, ...files, '-days', '3650', '-subj', '/CN=Test authority']);
    return new TestAuthority(folder, await readFile(folder.file('authority.crt'), 'utf8'));
  }

  /** A certificate that it signed. */
  async issue(wish: Wish): Promise<Identity> {
    this.#issued += 1;
    const [key, csr, crt, extensions] = ['key', 'csr', 'crt', 'ext'].map((end) =>
      this.#folder.file(`${this.#issued}.${end}`),
    ) as [string, string, string, string]; // Four ends, four files.
    await writeFile(extensions, `subjectAltName=${wish.names}\n`);
    await run('openssl', ['req', ...NEW_KEY, '-keyout', key, '-out', csr, '-subj', `/CN=Test server ${this.#issued}`]);
    const dates = ['-startdate', wish.from ?? '20200101000000Z', '-enddate', wish.to ?? '20491231000000Z'];
    const files = ['-in', csr, '-out', crt, '-extfile', extensions];
    await run('openssl', [
      'ca',
      '-batch',
      '-notext',
      '-config',
      this.#folder.file('authority.conf'),
      ...dates,
      ...files,
    ]);
    return readIdentity(key, crt);
  }
}

/** A certificate that nobody signed but itself. */
export async function selfSigned(folder: TempFolder, name: string): Promise<Identity> {
  const [key, crt] = [folder.file(`${name}.key`), folder.file(`${name}.crt`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  await run('openssl', ['req', '-x509', ...NEW_KEY, '-keyout', key, '-out', crt, '-days', '30', ...subject]);
  return readIdentity(key, crt);
}

async function readIdentity(keyFile: string, certificateFile: string): Promise<Identity> {
  const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certificateFile, 'utf8')]);
  return { key, cert, sha256: new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase() };
}
