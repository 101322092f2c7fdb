import {
  createBLAKE2b,
  createBLAKE2s,
  createBLAKE3,
  createMD5,
  createSHA1,
  createSHA224,
  createSHA256,
  createSHA384,
  createSHA512,
  type IHasher,
} from 'hash-wasm';
import type { ChecksumAlgorithm } from '../../shared/download.ts';

/**
 * Always the library's, never Node's own: Electron links BoringSSL, which lacks BLAKE2 and BLAKE3 and may lose more, and a
 * checksum must not depend on the front that Sluice runs in.
 */
export const HASHERS: Readonly<Record<ChecksumAlgorithm, () => Promise<IHasher>>> = {
  md5: createMD5,
  sha1: createSHA1,
  sha224: createSHA224,
  sha256: createSHA256,
  sha384: createSHA384,
  sha512: createSHA512,
  blake2b: () => createBLAKE2b(512),
  blake2s: () => createBLAKE2s(256),
  blake3: () => createBLAKE3(256),
};
