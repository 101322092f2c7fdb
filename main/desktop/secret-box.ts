import type { SafeStorage } from 'electron';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SecretBox } from '../store/sealed-secrets.ts';

/** AES-256-GCM: key, nonce and tag, in bytes (NIST SP 800-38D). */
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A keyring may ask the user for its password first; after this Sluice starts without it, in milliseconds. */
const KEYRING_BOUND_MS = 15_000;
/** Each is a keyring that was lost. With more than that, something else is wrong. */
const MAX_KEYS = 16;

export type SecretBoxInput = {
  readonly safeStorage: Pick<
    SafeStorage,
    'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
  >;
  readonly platform: NodeJS.Platform;
  /** Where the keys lie, one a line, each sealed by the system. */
  readonly keyFile: string;
  readonly log: (message: string) => void;
  /** For tests. */
  readonly boundMs?: number;
};

/**
 * The box of this user on this computer. The system (keychain, DPAPI, keyring) seals one key, by which everything else is
 * sealed: its calls are asynchronous, and a change of the list is not
 * (https://www.electronjs.org/docs/latest/api/safe-storage). Only after the app is ready.
 *
 * A key that does not open stays in the file, since the keyring may only be locked; a new one is added.
 * @returns `null` where the system keeps no secrets, or not now. Never rejects.
 */
export async function openSecretBox(input: SecretBoxInput): Promise<SecretBox | null> {
  const { promise: tooLate, resolve } = Promise.withResolvers<null>();
  const bound = setTimeout(() => resolve(null), input.boundMs ?? KEYRING_BOUND_MS);
  try {
    const keys = await Promise.race([openKeys(input), tooLate]);
    return keys === null ? null : createBox(keys);
  } catch (error) {
    input.log(`the system seals no logins: ${error instanceof Error ? error.message : 'no reason given'}`);
    return null;
  } finally {
    clearTimeout(bound);
  }
}

/** Newest last; `null` where there is no safe place for them. */
async function openKeys(input: SecretBoxInput): Promise<readonly Buffer[] | null> {
  const { safeStorage, platform, keyFile } = input;
  // There, on Linux, everything is sealed by a password that stands in Chromium's source.
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return null;
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  const lines = await readLines(keyFile);
  const keys: Buffer[] = [];
  for (const line of lines) {
    const key = await openKey(safeStorage, line);
    if (key !== null) keys.push(key);
  }
  if (keys.length > 0) return keys;
  if (lines.length >= MAX_KEYS) throw new Error('none of its many keys opens');
  const key = randomBytes(KEY_BYTES);
  const sealed = await safeStorage.encryptStringAsync(key.toString('base64url'));
  await writeLines(keyFile, [...lines, sealed.toString('base64url')]);
  return [key];
}

async function openKey(safeStorage: SecretBoxInput['safeStorage'], line: string): Promise<Buffer | null> {
  try {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(line, 'base64url'));
    const key = Buffer.from(result, 'base64url');
    return key.length === KEY_BYTES ? key : null;
  } catch {
    return null; // Another user's, or of a keyring that is locked or gone: which one cannot be told.
  }
}

function createBox(keys: readonly Buffer[]): SecretBox {
  return {
    seal: (text) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keys.at(-1) ?? '', nonce);
      const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([...sealed, cipher.getAuthTag()]).toString('base64url');
    },
    reveal: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      return keys.map((key) => decipher(key, bytes)).find((text) => text !== null) ?? null;
    },
  };
}

function decipher(key: Buffer, bytes: Buffer): string | null {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null; // The tag does not fit: another key, or changed by someone.
  }
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** On the disk before the first login is sealed by it: without its key a login is lost. */
async function writeLines(file: string, lines: readonly string[]): Promise<void> {
  const draft = `${file}.new`;
  {
    await using writer = await open(draft, 'w', 0o600);
    await writer.writeFile(lines.map((line) => `${line}\n`).join(''));
    await writer.sync();
  }
  await rename(draft, file);
  // Windows opens no folders, and its renames are in the journal of the disk.
  if (process.platform === 'win32') return;
  await using folder = await open(dirname(file), 'r');
  await folder.sync();
}
