/** What the recorder (`recorder.c`) wrote down, in order. `data` is a piece of the log, never a copy. */
export type DiskRecord =
  | { readonly kind: 'open' | 'create'; readonly handle: bigint; readonly path: string }
  | { readonly kind: 'write'; readonly handle: bigint; readonly position: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly handle: bigint; readonly size: number }
  | { readonly kind: 'sync'; readonly handle: bigint }
  | { readonly kind: 'syncFolder' | 'unlink' | 'makeFolder'; readonly path: string }
  | { readonly kind: 'rename' | 'link'; readonly from: string; readonly to: string };

const HEAD_BYTES = 32;
/** The recorder's numbers, from 1. */
const KINDS = [
  'open', 'create', 'write', 'truncate', 'sync', 'syncFolder', 'rename', 'unlink', 'link', 'makeFolder',
] as const; // prettier-ignore

/** Reads a whole log. @throws Error on one that the recorder did not write */
export function readRecording(log: Buffer): DiskRecord[] {
  const records: DiskRecord[] = [];
  for (let at = 0; at < log.length;) {
    const textLength = log.readUInt32LE(at + 4);
    const dataLength = Number(log.readBigUInt64LE(at + 24));
    const textAt = at + HEAD_BYTES;
    const dataAt = textAt + textLength;
    records.push(
      toRecord(KINDS[log.readUInt32LE(at) - 1], {
        handle: log.readBigUInt64LE(at + 8),
        position: Number(log.readBigUInt64LE(at + 16)),
        text: log.toString('utf8', textAt, dataAt),
        data: log.subarray(dataAt, dataAt + dataLength),
      }),
    );
    at = dataAt + dataLength;
  }
  return records;
}

type Fields = { readonly handle: bigint; readonly position: number; readonly text: string; readonly data: Buffer };

function toRecord(kind: (typeof KINDS)[number] | undefined, { handle, position, text, data }: Fields): DiskRecord {
  switch (kind) {
    case 'open':
    case 'create':
      return { kind, handle, path: text };
    case 'write':
      return { kind, handle, position, data };
    case 'truncate':
      return { kind, handle, size: position };
    case 'sync':
      return { kind, handle };
    case 'syncFolder':
    case 'unlink':
    case 'makeFolder':
      return { kind, path: text };
    case 'rename':
    case 'link':
      return { kind, from: text, to: data.toString('utf8') };
    case undefined:
      throw new Error('not a recording');
  }
}
