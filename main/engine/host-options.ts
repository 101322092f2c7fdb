import type { ByteRange } from '../../shared/byte-range.ts';
import type { ConnectionOptions } from './connection.ts';
import type { RangeDivision } from './range-division.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ReadingLag } from './reading-lag.ts';
import type { Recorder } from './transfer-recorder.ts';

/** One host, and how many connections it may have. */
export type HostOptions = {
  readonly maxConnections: number;
  /** Nobody said how many: it finds out how many pay, up to the maximum. */
  readonly isAutomatic: boolean;
  /** How many paid the last time; `null` when that is not known. */
  readonly paidBefore: number | null;
  /** How many the server lets work at once, where that is remembered. */
  readonly knownLimit: number | null;
  /** Whether the server has proved that it answers ranges. */
  readonly splittable: boolean;
  /** One of several: when it turns out to have another file, that ends it and not the transfer. */
  readonly isMirror?: boolean;
  /** Asks for a range on a connection of its own. */
  readonly open: ConnectionOptions['open'];
  /** How long the server wants no further request still, whichever transfer it told, in milliseconds. */
  readonly hostWaitMs?: () => number;
  /** See `ConnectionAllowance`; another one for tests. */
  readonly lingerMs?: number;
  /** The server has shown how many connections it lets work at once. */
  readonly onLimit: (connections: number) => void;
  /** So many connections paid. */
  readonly onPaid: (connections: number) => void;
};

/** What the connections of one file share. */
export type FetchCommons = {
  readonly file: ConnectionOptions['file'];
  readonly limiter: ConnectionOptions['limiter'] & Pick<RateLimiter, 'join' | 'shareBytesPerSecond'>;
  /** Of all hosts: one thread reads them. */
  readonly lag: Pick<ReadingLag, 'reader' | 'isBehind'>;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Aborts the signal: an error that concerns more than one connection. */
  readonly abort: (error: unknown) => void;
  readonly onReceived: (bytes: number) => void;
  readonly onWritten: (range: ByteRange) => void;
  readonly note: Recorder['note'];
};

export type HostFetcherOptions = HostOptions &
  FetchCommons & {
    readonly division: RangeDivision;
    /** Bytes per second that a connection to the other hosts brings; `null` when that is not known. */
    readonly speedElsewhere: () => number | null;
    /** One of its connections has ended, or it may ask again after a wait. */
    readonly onSettled: () => void;
  };
