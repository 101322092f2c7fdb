import { stat } from 'node:fs/promises';
import { countBytes } from '../../shared/byte-range.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { ActiveRuns } from './active-runs.ts';
import { hasRoom, volumeRoom, type VolumeRoom } from './disk-space.ts';
import type { DownloadTable } from './download-table.ts';

/** How often to look for room while a download is blocked by a full disk, in milliseconds. At other times nobody looks. */
const LOOK_INTERVAL_MS = 10_000;
/** No disk fills so much within the time that a look at it is used again, in bytes and in milliseconds. */
const PLENTY_BYTES = 16 * 2 ** 30;
const LOOK_KEPT_MS = 1000;

export type DiskSpaceWatchInput = {
  readonly table: DownloadTable;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
  /** Lets go of a running download, which then waits in the queue. */
  readonly letGo: (id: DownloadId) => void;
  /** The end of this turn must look: commit, and start what may start. */
  readonly touch: () => void;
};

/** A folder's volume (`st_dev`) and its room. */
type Volume = { readonly device: number; readonly room: VolumeRoom };

/**
 * Full disks. One download of a volume carries the question (it is `blocked` by `disk.full`); while there is one, the others
 * that do not fit wait in the queue instead of running into the same wall, and all go on by themselves when there is room.
 * When the question is answered or taken away, the next one tries.
 *
 * What the file system tells is a guess (quotas, compression, other programs): a write that fails still decides.
 */
export class DiskSpaceWatch {
  readonly #input: DiskSpaceWatchInput;
  readonly #deviceOf = new Map<string, number>();
  /** Looks at folders with plenty of room: a thousand small files need not ask a thousand times. */
  readonly #lastLooks = new Map<string, { readonly volume: Volume; readonly atMs: number }>();
  /** Runs that were let in, by their volume: what is still to come of them is spoken for. */
  readonly #admitted = new Map<DownloadId, number>();
  /** Waiting in the queue although they could start: no room while their volume's question stands. */
  readonly #held = new Set<DownloadId>();
  /** Volumes on which a write failed and that have had no room since. */
  readonly #fullDevices = new Set<number>();
  #asked: ReadonlySet<number | undefined> | null = null;
  #timer: Disposable | null = null;
  #looking: Promise<void> | null = null;
  #isClosed = false;

  constructor(input: DiskSpaceWatchInput) {
    this.#input = input;
  }

  /** Whether a run's file has room on its disk, as far as the file system knows; the failure when it has none. */
  async admit(id: DownloadId): Promise<DownloadFailure | null> {
    const download = this.#input.table.get(id);
    if (download === undefined) return null;
    const volume = await this.#volumeOf(download.directory);
    const now = this.#input.table.get(id);
    if (volume === null || now === undefined) return null;
    const comingBytes = this.#comingBytes(now);
    this.#admitted.delete(id);
    // With no size nothing can be foreseen; a write will tell.
    if (comingBytes !== null && !hasRoom(volume.room, comingBytes, this.#spokenFor(volume.device))) {
      return { code: 'disk.full', detail: `${comingBytes} bytes to come, ${volume.room.freeBytes} free` };
    }
    this.#admitted.set(id, volume.device);
    return null;
  }

  /**
   * A run ended with `disk.full`. When a write failed, the other runs on that volume are let go of as well.
   * @returns whether the download waits in the queue, since another one of its volume carries the question.
   */
  onFull(download: Download, { wasForeseen }: { readonly wasForeseen: boolean }): boolean {
    const device = this.#deviceOf.get(download.directory);
    if (device !== undefined && !wasForeseen) {
      this.#fullDevices.add(device);
      for (const [id, other] of this.#admitted) {
        if (id === download.id || other !== device || this.#input.runs.get(id) === undefined) continue;
        this.#held.add(id);
        this.#input.letGo(id);
      }
    }
    this.watch();
    const hasQuestion = this.#questions().some(
      ({ id, directory }) => id !== download.id && this.#deviceOf.get(directory) === device && device !== undefined,
    );
    if (hasQuestion) this.#held.add(download.id);
    return hasQuestion;
  }

  /** Whether a waiting download must not start, because its disk is full and someone has been asked. */
  isHeld(id: DownloadId): boolean {
    if (this.#fullDevices.size === 0 && this.#held.size === 0) return false;
    const directory = this.#input.table.get(id)?.directory ?? '';
    const device = this.#deviceOf.get(directory);
    if (device === undefined) return false;
    if (this.#askedDevices().has(device)) return this.#held.has(id) || this.#fullDevices.has(device);
    // Answered, paused or removed: let the next one try.
    this.#held.delete(id);
    this.#fullDevices.delete(device);
    return false;
  }

  /** Looks for room from time to time while a download is blocked by a full disk. */
  watch(): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = this.#input.clock.after(LOOK_INTERVAL_MS, () => {
      this.#timer = null;
      if (this.#questions().length === 0) return;
      // One after the other: a folder on a network may take its time.
      this.#looking = this.#look().finally(() => {
        this.#looking = null;
        this.watch();
      });
    });
  }

  /** At start-up: goes on watching what the last process left blocked. */
  start(): void {
    if (this.#questions().length > 0) this.watch();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.[Symbol.dispose]();
    await this.#looking;
  }

  /** Puts what fits back in the queue, oldest first. */
  async #look(): Promise<void> {
    const { table, touch } = this.#input;
    /** What was promised to others in this look, by volume. */
    const promised = new Map<number, number>();
    for (const { id, directory } of this.#questions()) {
      const volume = await this.#volumeOf(directory);
      const download = table.get(id);
      if (volume === null || download === undefined || !isQuestion(download) || this.#isClosed) continue;
      const { device, room } = volume;
      const coming = this.#comingBytes(download);
      const others = this.#spokenFor(device) + (promised.get(device) ?? 0);
      if (!hasRoom(room, coming, others)) continue;
      promised.set(device, (promised.get(device) ?? 0) + (coming ?? 0));
      this.#fullDevices.delete(device);
      table.change(id, { state: { kind: 'queued' } });
      touch();
    }
  }

  /** The volumes that someone was asked about; worked out once for all that wait in one turn. */
  #askedDevices(): ReadonlySet<number | undefined> {
    if (this.#asked === null) {
      this.#asked = new Set(this.#questions().map(({ directory }) => this.#deviceOf.get(directory)));
      queueMicrotask(() => {
        this.#asked = null;
      });
    }
    return this.#asked;
  }

  /** Downloads that are blocked by a full disk and may go on by themselves, oldest first. */
  #questions(): Download[] {
    const { table } = this.#input;
    const blocked = [...table.idsIn('blocked')].flatMap((id) => table.get(id) ?? []);
    return blocked.filter(isQuestion).toSorted((a, b) => a.id - b.id);
  }

  /** What is still to come of the runs on a volume. */
  #spokenFor(device: number): number {
    let bytes = 0;
    for (const [id, on] of this.#admitted) {
      const download = this.#input.table.get(id);
      if (download === undefined || this.#input.runs.get(id) === undefined) this.#admitted.delete(id);
      else if (on === device) bytes += this.#comingBytes(download) ?? 0;
    }
    return bytes;
  }

  /** `null` when the size is not known. What is received counts as written: the difference is a few megabytes. */
  #comingBytes({ id, facts, durable }: Download): number | null {
    if (facts === null || facts.sizeBytes === null) return null;
    const receivedBytes = this.#input.runs.live(id)?.receivedBytes ?? countBytes(durable);
    return Math.max(facts.sizeBytes - receivedBytes, 0);
  }

  /** `null` when the folder is gone or does not answer the question: that is for others to notice. */
  async #volumeOf(directory: string): Promise<Volume | null> {
    const last = this.#lastLooks.get(directory);
    const atMs = performance.now();
    if (last !== undefined && atMs < last.atMs + LOOK_KEPT_MS) return last.volume;
    this.#lastLooks.delete(directory);
    try {
      const [{ dev }, room] = await Promise.all([stat(directory), volumeRoom(directory)]);
      this.#deviceOf.set(directory, dev);
      const volume = { device: dev, room };
      if (room.freeBytes > PLENTY_BYTES && room.hasFreeFiles) this.#lastLooks.set(directory, { volume, atMs });
      return volume;
    } catch {
      return null; // Node's file errors only.
    }
  }
}

/**
 * A quota is not seen by looking at the folder's volume: that waits for the user. Neither is the list's own disk, where it is
 * another one; but what could not be saved there is only asked for again, and begins as soon as that can be saved.
 */
function isQuestion({ state }: Download): boolean {
  return state.kind === 'blocked' && state.failure.code === 'disk.full' && state.failure.detail !== 'EDQUOT';
}
