/**
 * What a connection does: `asking` until its answer was accepted; `waiting` while its socket is held back, by a limit or by
 * a disk that is slower than the line.
 */
export type ConnectionState = 'asking' | 'reading' | 'waiting';

/** One connection of a running transfer at one moment. */
export type ConnectionSnapshot = {
  /** Where in the file the range begins that it was asked for. */
  readonly start: number;
  /** Where its next byte belongs: `start` to here is there. */
  readonly position: number;
  /** Where it stops, half-open; another may take its far part at any time. `null` while nobody knows how long the file is. */
  readonly end: number | null;
  readonly state: ConnectionState;
  /** Over the last seconds; 0 until it was looked at twice. */
  readonly bytesPerSecond: number;
  /** Who answered, after redirects, with the port when it is not the scheme's own; `null` while it asks. */
  readonly host: string | null;
  /** Such as `HTTP/1.1`; `null` while it asks. */
  readonly protocol: string | null;
  /** Such as `TLSv1.3`; `null` while it asks and when nothing is encrypted. */
  readonly tls: string | null;
};
