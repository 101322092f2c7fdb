import { encodeProgress, FRAME_INTERVAL_MS, type TransferProgress } from '../../shared/progress-frame.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { addSample, bytesPerSecond, type SpeedSample } from './speed-meter.ts';

/** What is reported of a transfer. */
export type Reported = {
  readonly id: number;
  readonly run: number;
  readonly receivedBytes: number;
  readonly connections: number;
  /** How far the check of its file is; `null` while there is none. */
  readonly check: WorkProgress | null;
};

/**
 * Tells the progress of all transfers in one frame per interval, only rows that changed, and only while something moves:
 * when every speed has come down to 0, its timer ends until `moved()` is called again.
 */
export class ProgressReporter implements Disposable {
  readonly #transfers: () => Iterable<Reported>;
  readonly #post: (frame: Float64Array<ArrayBuffer>) => void;
  readonly #samples = new WeakMap<Reported, readonly SpeedSample[]>();
  /** Of those whose file is checked, what was read of it. */
  readonly #reads = new WeakMap<Reported, readonly SpeedSample[]>();
  readonly #told = new WeakMap<Reported, TransferProgress>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: {
    readonly transfers: () => Iterable<Reported>;
    readonly post: (frame: Float64Array<ArrayBuffer>) => void;
  }) {
    this.#transfers = options.transfers;
    this.#post = options.post;
  }

  /** Something moved: a frame is due within the interval. */
  moved(): void {
    if (this.#timer !== null) return;
    // The left edge for the speed of the first frame.
    for (const transfer of this.#transfers()) this.#sampleAll(transfer);
    this.#timer = setTimeout(this.#tick, FRAME_INTERVAL_MS);
  }

  readonly #tick = (): void => {
    this.#timer = null;
    const rows = Array.from(this.#transfers(), (transfer) => this.#measure(transfer)).filter((row) => row !== null);
    if (rows.length === 0) return;
    this.#post(encodeProgress(rows));
    this.#timer = setTimeout(this.#tick, FRAME_INTERVAL_MS);
  };

  /** The row of a transfer; `null` when it is as it was told before. */
  #measure(transfer: Reported): TransferProgress | null {
    const { received, read } = this.#sampleAll(transfer);
    const { id, run, receivedBytes, connections, check } = transfer;
    const row: TransferProgress = {
      id,
      run,
      receivedBytes,
      bytesPerSecond: bytesPerSecond(received),
      connections,
      check: check === null ? null : { ...check, bytesPerSecond: bytesPerSecond(read) },
    };
    const told = this.#told.get(transfer);
    const same =
      told?.receivedBytes === row.receivedBytes &&
      told.bytesPerSecond === row.bytesPerSecond &&
      told.connections === row.connections &&
      told.check?.doneBytes === row.check?.doneBytes &&
      told.check?.bytesPerSecond === row.check?.bytesPerSecond;
    if (same) return null;
    this.#told.set(transfer, row);
    return row;
  }

  #sampleAll(transfer: Reported): { readonly received: readonly SpeedSample[]; readonly read: readonly SpeedSample[] } {
    const atMs = performance.now();
    const received = sampled(this.#samples, transfer, { atMs, bytes: transfer.receivedBytes });
    if (transfer.check !== null) {
      return { received, read: sampled(this.#reads, transfer, { atMs, bytes: transfer.check.doneBytes }) };
    }
    this.#reads.delete(transfer);
    return { received, read: [] };
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function sampled(
  all: WeakMap<Reported, readonly SpeedSample[]>,
  transfer: Reported,
  sample: SpeedSample,
): readonly SpeedSample[] {
  const samples = addSample(all.get(transfer) ?? [], sample);
  all.set(transfer, samples);
  return samples;
}
