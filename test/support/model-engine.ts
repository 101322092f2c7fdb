import { closeSync, openSync, truncateSync, writeSync } from 'node:fs';
import type { EngineCommand } from '../../main/engine/protocol.ts';
import { addRange, missingRanges, type ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { HostFactKind } from '../../shared/host-fact.ts';
import { PLAIN_FACTS } from '../fakes/scripted-engine.ts';
import type { QueueBench } from './queue-bench.ts';

/** Every file of the model has this size, in bytes. */
export const MODEL_SIZE = 100;

/**
 * One thing that may happen to a transfer. `asksToWait` is a server with Retry-After; the codes are failures.
 */
export type EngineStep = 'goOn' | 'restart' | 'letGo' | 'asksToWait' | DownloadErrorCode;

/** A transfer as the engine has it. */
type Transfer = {
  readonly host: string;
  readonly isNewLink: boolean;
  /** The most that it uses. */
  connections: number;
  readonly id: DownloadId;
  readonly run: number;
  phase: 'asking' | 'waiting' | 'moving';
  part: string;
  durable: ByteRanges;
};

const NOTE = { kind: 'note', note: 'redirected', detail: '', atMs: 0 } as const;
const CERTIFICATE = {
  host: 'host0.example',
  port: 443,
  sha256: 'ab'.repeat(32),
  subject: '',
  issuer: '',
  validFromMs: null,
  validToMs: null,
};

/** The engine's side of the protocol on real files, moved on step by step. Every byte of a download is its id. */
export class ModelEngine {
  readonly #bench: QueueBench;
  #transfers = new Map<DownloadId, Transfer>();
  /** A part file that was not there, or a promise about connections that was not kept. */
  trouble: unknown = null;

  constructor(bench: QueueBench) {
    this.#bench = bench;
    bench.engine.onCommand = (command) => this.#onCommand(command);
  }

  #onCommand(command: EngineCommand): void {
    if (command.kind === 'start') {
      const { id, run, request } = command;
      const { partPath = '', durable = [], isNewLink = false } = request.resume ?? {};
      const { host } = new URL(request.url);
      this.#checkConnections(host, request.maxConnections, request.traits.maxConnections);
      this.#transfers.set(id, {
        id,
        run,
        host,
        isNewLink,
        connections: request.maxConnections,
        phase: request.resume === null ? 'asking' : 'moving',
        part: partPath,
        durable,
      });
    } else if (command.kind === 'destination') {
      const transfer = this.#transfers.get(command.id);
      if (transfer?.run !== command.run || transfer.phase !== 'waiting') return;
      try {
        truncateSync(command.partPath, 0);
      } catch (error) {
        this.trouble ??= error;
      }
      Object.assign(transfer, { phase: 'moving', part: command.partPath, durable: [] });
    }
  }

  /** Invariant: all transfers of a host together never use more connections than it is known to allow. */
  #checkConnections(host: string, given: number, limit: number | null): void {
    const others = [...this.#transfers.values()].filter((transfer) => transfer.host === host);
    const used = others.reduce((sum, { connections }) => sum + connections, given);
    if (limit !== null && used > Math.max(limit, 1)) this.trouble ??= new Error(`${used} connections of ${limit}`);
  }

  /** Something is learned about the host of a transfer, and noted. */
  learn(id: DownloadId, fact: HostFactKind, value: number): void {
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) return;
    const { run, host } = transfer;
    if (fact === 'maxConnections') transfer.connections = Math.min(transfer.connections, value);
    this.#bench.engine.tell({ kind: 'learned', id, run, host, fact, value });
    const entries = Array.from({ length: 40 }, () => NOTE);
    this.#bench.engine.tell({ kind: 'noted', id, run, entries, answer: null });
  }

  get isBusy(): boolean {
    return this.#transfers.size > 0;
  }

  /** One step, if the transfer is where it can be made. */
  step(id: DownloadId, does: EngineStep): void {
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) return;
    const { run, phase, durable } = transfer;
    const { tell, commands } = this.#bench.engine;
    if (does === 'goOn') {
      if (phase === 'asking') {
        transfer.phase = 'waiting';
        tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
      } else if (phase === 'moving') {
        if (transfer.isNewLink) tell({ kind: 'continued', id, run, facts: PLAIN_FACTS });
        for (const hole of missingRanges(durable, MODEL_SIZE)) this.#put(transfer, hole.start, hole.end);
        this.#transfers.delete(id);
        tell({ kind: 'finished', id, run, sizeBytes: MODEL_SIZE, blocks: [] });
      }
    } else if (does === 'restart') {
      if (phase !== 'moving') return;
      Object.assign(transfer, { phase: 'waiting', durable: [] });
      tell({ kind: 'restarted', id, run, facts: PLAIN_FACTS });
    } else if (does === 'letGo') {
      if (!commands.some((command) => command.kind === 'stop' && command.run === run)) return;
      this.#transfers.delete(id);
      tell({ kind: 'stopped', id, run, durable, stamp: null, blocks: [] });
    } else {
      this.#transfers.delete(id);
      const asks = does === 'asksToWait';
      const code = asks ? 'server.unavailable' : does;
      if (asks) tell({ kind: 'learned', id, run, host: transfer.host, fact: 'asksToWait', value: 3_600_000 });
      tell({
        kind: 'failed',
        id,
        run,
        failure: { code, detail: '', certificate: code.startsWith('network.certificate') ? CERTIFICATE : undefined },
        retryAfterMs: asks ? 3_600_000 : null,
        durable,
        stamp: null,
        blocks: [],
      });
    }
  }

  /** Bytes that are written, synced and told. */
  write(id: DownloadId, at: number): void {
    const transfer = this.#transfers.get(id);
    if (transfer?.phase !== 'moving') return;
    this.#put(transfer, at, Math.min(at + 20, MODEL_SIZE));
    const { run, durable } = transfer;
    this.#bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ id, run, durable, blocks: [] }] });
  }

  #put(transfer: Transfer, start: number, end: number): void {
    const file = openSync(transfer.part, 'r+');
    writeSync(file, Buffer.alloc(end - start, transfer.id), 0, end - start, start);
    closeSync(file);
    transfer.durable = addRange(transfer.durable, { start, end });
  }

  /** Stops everything, as before the thread ends. */
  close(): void {
    for (const { id, run, durable } of this.#transfers.values()) {
      this.#bench.engine.tell({ kind: 'stopped', id, run, durable, stamp: null, blocks: [] });
    }
    this.#transfers.clear();
  }

  /** Moves everything as far as it goes. */
  settle(): void {
    for (const id of this.#transfers.keys()) {
      this.step(id, 'letGo');
      this.step(id, 'goOn');
    }
  }

  die(): void {
    this.#transfers.clear();
    this.#bench.engine.die('out of memory');
  }
}
