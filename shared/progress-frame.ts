import type { CheckProgress } from './work-progress.ts';

/**
 * The layout of the one `Float64Array` in which the engine tells the progress of all its transfers, 4 times a second.
 * One array can be transferred between threads without a copy; objects per transfer could not.
 */
export type TransferProgress = {
  readonly id: number;
  readonly run: number;
  readonly receivedBytes: number;
  readonly bytesPerSecond: number;
  readonly connections: number;
  /** `null` while its file is not compared with what it must be. */
  readonly check: CheckProgress | null;
};

const FIELDS = 8;
/** In the place of the bytes of a check: there is none. */
const NO_CHECK = -1;

/** Milliseconds between two frames of the engine, and between two frames to a focused window. */
export const FRAME_INTERVAL_MS = 250;

/** Packs the rows. */
export function encodeProgress(rows: readonly TransferProgress[]): Float64Array<ArrayBuffer> {
  const frame = new Float64Array(rows.length * FIELDS);
  rows.forEach((row, index) => {
    const { id, run, receivedBytes, connections } = row;
    const { doneBytes, totalBytes, bytesPerSecond } = row.check ?? {
      doneBytes: NO_CHECK,
      totalBytes: 0,
      bytesPerSecond: 0,
    };
    const live = [id, run, receivedBytes, row.bytesPerSecond, connections];
    frame.set([...live, doneBytes, totalBytes, bytesPerSecond], index * FIELDS);
  });
  return frame;
}

/**
 * Unpacks a frame.
 * @throws RangeError when its length is not a whole number of rows.
 */
export function decodeProgress(frame: Float64Array): TransferProgress[] {
  if (frame.length % FIELDS !== 0) throw new RangeError(`a progress frame of ${frame.length} numbers`);
  const rows: TransferProgress[] = [];
  for (let at = 0; at < frame.length; at += FIELDS) {
    const [id = 0, run = 0, receivedBytes = 0, bytesPerSecond = 0, connections = 0, ...rest] = frame.subarray(
      at,
      at + FIELDS,
    );
    const [doneBytes = NO_CHECK, totalBytes = 0, checkedPerSecond = 0] = rest;
    const check = doneBytes === NO_CHECK ? null : { doneBytes, totalBytes, bytesPerSecond: checkedPerSecond };
    rows.push({ id, run, receivedBytes, bytesPerSecond, connections, check });
  }
  return rows;
}
