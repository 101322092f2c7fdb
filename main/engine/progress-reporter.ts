import { encodeProgress, FRAME_INTERVAL_MS, type TransferProgress } from '../../shared/progress-frame.ts';
import { addSample, bytesPerSecond, type SpeedSample } from './speed-meter.ts';

/** What is reported of a transfer. */
export type Reported = {
  readonly id: number;
  readonly run: number;
  readonly receivedBytes: number;
  readonly connections: number;
};

/**
 * Tells the progress of all transfers in one frame per interval, only rows that changed, and only while something moves:
 * when every speed has come down to 0, its timer ends until `moved()` is called again.
 */
export class ProgressReporter implements Disposable {
  readonly #transfers: () => Iterable<Reported>;
  readonly #post: (frame: Float64Array<ArrayBuffer>) => void;
  readonly #samples = new WeakMap<Reported, readonly SpeedSample[]>();
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
    for (const transfer of this.#transfers()) this.#sample(transfer);
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
    const row: TransferProgress = {
      id: transfer.id,
      run: transfer.run,
      receivedBytes: transfer.receivedBytes,
      bytesPerSecond: bytesPerSecond(this.#sample(transfer)),
      connections: transfer.connections,
    };
    const told = this.#told.get(transfer);
    const same =
      told?.receivedBytes === row.receivedBytes &&
      told.bytesPerSecond === row.bytesPerSecond &&
      told.connections === row.connections;
    if (same) return null;
    this.#told.set(transfer, row);
    return row;
  }

  #sample(transfer: Reported): readonly SpeedSample[] {
    const sample = { atMs: performance.now(), bytes: transfer.receivedBytes };
    const samples = addSample(this.#samples.get(transfer) ?? [], sample);
    this.#samples.set(transfer, samples);
    return samples;
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
