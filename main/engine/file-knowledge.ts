import type { ByteRanges } from '../../shared/byte-range.ts';
import type { Checksum } from '../../shared/download.ts';
import type { MetalinkFile } from '../../shared/metalink.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { isStrongHash, type PieceHashes } from '../../shared/piece-hashes.ts';
import type { ChecksumRunner } from './checksum.ts';
import { verifyChecksums, type ExpectedChecksum } from './checksum-check.ts';
import type { FileFetch } from './file-fetch.ts';
import { readDescription } from './metalink-answer.ts';
import { namedMirrors } from './named-mirrors.ts';
import { findBadPieces } from './piece-checker.ts';
import type { Asker, Opening } from './probe.ts';
import type { MirrorRequest, TransferRequest } from './transfer-request.ts';
import { fetchSiblingChecksum } from './sibling-checksum.ts';
import { TransferError } from './transfer-error.ts';
import type { Recorder } from './transfer-recorder.ts';

/** For a smaller file no Metalink is fetched that its server names: the file is here before. */
const WORTH_DESCRIBING_BYTES = 4 * 1024 * 1024;

/** Where else a server says that its file lies, and what that must hash to. */
export type Described = {
  readonly mirrors: readonly string[];
  readonly digest: Checksum | null;
  readonly pieces: PieceHashes | null;
};

export type FileKnowledgeOptions = {
  readonly request: TransferRequest;
  readonly asker: () => Asker;
  readonly checksums: ChecksumRunner;
  readonly note: Recorder['note'];
  readonly onDescribed: (described: Described) => void;
  /** How far the comparison of the complete file is; `null` when it is over. */
  readonly onCheck: (progress: WorkProgress | null) => void;
};

/** What is known of the file of a transfer besides its bytes: where else it lies, and what it must hash to. */
export class FileKnowledge {
  readonly #options: FileKnowledgeOptions;
  /** What the server told of the whole file. */
  digest: Checksum | null;
  #pieces: PieceHashes | null;
  #mirrors: readonly MirrorRequest[];
  #fetch: FileFetch | null = null;
  /** Bytes of several hosts may be in the file. */
  #isMixed: boolean;
  /** Bytes of several hosts did not make the file: from now on there is one. */
  #isAlone = false;

  constructor(options: FileKnowledgeOptions) {
    const { digest, pieces, mirrors, resume } = options.request;
    this.#options = options;
    this.digest = digest;
    this.#pieces = pieces;
    this.#mirrors = mirrors;
    // Who brought the bytes of an earlier run is not known any more.
    this.#isMixed = mirrors.length > 0 && resume !== null && resume.durable.length > 0;
  }

  /** What its pieces must hash to. */
  get pieces(): PieceHashes | null {
    return this.#pieces;
  }

  /** From now on these mirrors may be asked, and no others. */
  setMirrors(mirrors: readonly MirrorRequest[]): void {
    this.#mirrors = mirrors;
    this.#invite();
  }

  /** Mirrors may join a fetch that has begun. */
  begin(fetch: FileFetch): void {
    this.#fetch = fetch;
    this.#invite();
  }

  end(): void {
    this.#isMixed ||= (this.#fetch?.hostCount ?? 0) > 1;
    this.#fetch = null;
  }

  /**
   * Takes up what an answer says of other places, and what a Metalink says that it names. Without a hash the places are ignored
   * (RFC 6249, 2). Never throws. @param signalOf makes the signal that ends it; most answers name nothing, and need none.
   */
  async learnFrom(opening: Opening, signalOf: () => AbortSignal): Promise<void> {
    const { mirrors, describedBy } = namedMirrors(opening.accepted.answer);
    const wasProvable = this.#isProvable;
    if (wasProvable) this.#describe({ mirrors, digest: null, pieces: null });
    const { sizeBytes } = opening.facts;
    if (describedBy === null || sizeBytes === null || sizeBytes < WORTH_DESCRIBING_BYTES) return;
    const { asker, request } = this.#options;
    const { idleTimeoutMs } = request;
    const signal = signalOf();
    const description = { asker: { ...asker(), signal }, url: describedBy, opening, idleTimeoutMs };
    const file = await readDescription(description).catch(() => null);
    if (file !== null && !signal.aborted) this.#takeUp(file, wasProvable ? [] : mirrors);
  }

  /**
   * Whether a complete file, of which every piece with a known hash is proved, is what it should be. `false`: bytes of several hosts were
   * mixed, and one host alone may do better.
   * @throws TransferError when nothing mixed can be the reason; `checksum.contradiction` when every piece is right: the same
   *   bytes would come again, so only someone who knows more can decide.
   */
  async isProved(path: string, sizeBytes: number): Promise<boolean> {
    try {
      await this.#verify(path, sizeBytes);
      return true;
    } catch (error) {
      const isMismatch = error instanceof TransferError && error.code === 'checksum.mismatch';
      if (isMismatch && this.#pieces !== null && sizeBytes > 0) throw contradiction(error);
      if (!isMismatch || !this.#isMixed || this.#isAlone) throw error;
      this.#isAlone = true;
      this.#options.note('mirrorsDisagree', error.detail);
      return false;
    } finally {
      this.#options.onCheck(null);
    }
  }

  /** Of a file that was complete before this run: the pieces that are not what they should be. @throws TransferError */
  async badPieces(path: string, sizeBytes: number): Promise<ByteRanges> {
    if (this.#pieces === null || sizeBytes === 0) return [];
    return findBadPieces({ path, pieces: this.#pieces, sizeBytes }, this.#options.asker().signal);
  }

  #takeUp({ links, checksum, pieces }: MetalinkFile, mirrors: readonly string[]): void {
    this.digest ??= checksum;
    const isOurs = pieces !== null && this.#pieces === null && this.#fetch?.provePieces(pieces) === true;
    if (isOurs) this.#pieces = pieces;
    const known = this.#isProvable ? [...mirrors, ...links] : [];
    this.#describe({ mirrors: known, digest: checksum, pieces: isOurs ? pieces : null });
    this.#invite();
  }

  #describe(described: Described): void {
    const { mirrors, digest, pieces } = described;
    if (mirrors.length === 0 && digest === null && pieces === null) return;
    const hosts = new Set(mirrors.map((link) => new URL(link).host));
    if (hosts.size > 0) this.#options.note('mirrorsNamed', [...hosts].join(', '));
    this.#options.onDescribed(described);
  }

  /** Whether a hash will tell for certain what came. */
  get #isProvable(): boolean {
    const hashes = [this.#pieces, this.#options.request.checksum, this.digest].filter((hash) => hash !== null);
    return hashes.some(({ algorithm }) => isStrongHash(algorithm));
  }

  /** Ranges of several hosts may only be mixed when a hash will prove the result. */
  #invite(): void {
    if (this.#isProvable && !this.#isAlone) this.#fetch?.setMirrors(this.#mirrors);
  }

  async #verify(path: string, sizeBytes: number): Promise<void> {
    const { checksums: runner, onCheck: onProgress } = this.#options;
    const { checksum, checksumFrom, idleTimeoutMs } = this.#options.request;
    if (checksum === null && checksumFrom === null && this.digest === null) return;
    // At once: there may be others before it.
    onProgress({ doneBytes: 0, totalBytes: sizeBytes });
    const asker = this.#options.asker();
    const expected: ExpectedChecksum[] = [];
    if (checksum !== null) expected.push({ ...checksum, from: 'user' });
    if (checksumFrom !== null) {
      expected.push({ ...(await fetchSiblingChecksum(asker, idleTimeoutMs)), from: 'sibling' });
    }
    if (this.digest !== null) expected.push({ ...this.digest, from: 'server' });
    await verifyChecksums({ path, sizeBytes, expected, runner, signal: asker.signal, onProgress });
  }
}

function contradiction({ detail }: TransferError): TransferError {
  return new TransferError('checksum.contradiction', `${detail}; every piece matches its hash`);
}
