import type { ByteRange } from '../../shared/byte-range.ts';

/** A range that a connection is fetching: it has everything before `position`. */
export type ActiveRange = {
  readonly position: number;
  readonly end: number;
  /** `null` when it is not known yet: then it is taken to be as fast as the others. */
  readonly bytesPerSecond: number | null;
};

/** What a new connection can be expected to do. */
export type Newcomer = {
  /** `null` while nobody's speed is known. */
  readonly bytesPerSecond: number | null;
  /** From asking to the first byte, in seconds. */
  readonly answerSeconds: number;
};

/** The smallest piece that is worth a request of its own while nothing was measured. */
const UNMEASURED_PIECE_BYTES = 1024 * 1024;
/** And at least, whatever was measured. */
export const LEAST_PIECE_BYTES = 64 * 1024;
/** What is done within this time is done before anyone could help, in seconds. */
const WORTH_SECONDS = 0.05;
/** What a connection reads within this time may have left the server already, in seconds. */
const UNDER_WAY_SECONDS = 0.1;

/** The smallest piece that is worth a request of its own: what a connection brings in the time that asking takes, twice. */
export function leastPieceBytes({ bytesPerSecond, answerSeconds }: Newcomer): number {
  if (bytesPerSecond === null) return UNMEASURED_PIECE_BYTES;
  return Math.ceil(Math.max(bytesPerSecond * (WORTH_SECONDS + 2 * answerSeconds), LEAST_PIECE_BYTES));
}

/** Ahead of a connection's position: what may be on its way to it, and is never taken from it (AB Download Manager's idea). */
export function safeBytes({ bytesPerSecond }: Pick<ActiveRange, 'bytesPerSecond'>, newcomer: Newcomer): number {
  const speed = bytesPerSecond ?? newcomer.bytesPerSecond;
  if (speed === null) return UNMEASURED_PIECE_BYTES;
  const seconds = Math.max(UNDER_WAY_SECONDS, 2 * newcomer.answerSeconds);
  return Math.ceil(Math.max(speed * seconds, LEAST_PIECE_BYTES));
}

/**
 * Which ranges up to `count` new connections take. Unassigned ranges come first, since nobody fetches them; then the ranges
 * that would take longest are shared: a newcomer takes so much of the far end that both are done at the same time, which is
 * the half when both are as fast. Pure.
 *
 * Invariant: the planned ranges are disjoint; each is inside one unassigned range, and those that touch it cover it whole,
 * or inside one active range, of which they cover the far end behind its safe zone.
 */
export function planSegments(input: {
  readonly active: readonly ActiveRange[];
  readonly unassigned: readonly ByteRange[];
  readonly count: number;
  readonly newcomer: Newcomer;
}): readonly ByteRange[] {
  const { newcomer } = input;
  const pieces = [
    ...input.unassigned.map(({ start, end }) => new Piece({ start, end, holder: null }, newcomer)),
    ...input.active.map((holder) => new Piece({ start: holder.position, end: holder.end, holder }, newcomer)),
  ];
  for (let left = input.count; left > 0; left -= 1) {
    let longest: Piece | null = null;
    for (const piece of pieces) {
      if (piece.canTakeOneMore() && (longest === null || piece.seconds() > longest.seconds())) longest = piece;
    }
    if (longest === null) break;
    longest.newcomers += 1;
  }
  return pieces.flatMap((piece) => piece.cut());
}

/** A range with those who share it: who reads it already, and newcomers. Speeds are relative while none is known. */
class Piece {
  newcomers = 0;
  readonly #range: ByteRange;
  readonly #newcomer: Newcomer;
  readonly #holderSpeed: number;
  readonly #newcomerSpeed: number;
  readonly #safeBytes: number;

  constructor(of: ByteRange & { readonly holder: ActiveRange | null }, newcomer: Newcomer) {
    this.#range = { start: of.start, end: of.end };
    this.#newcomer = newcomer;
    this.#newcomerSpeed = newcomer.bytesPerSecond ?? 1;
    this.#holderSpeed = of.holder === null ? 0 : (of.holder.bytesPerSecond ?? this.#newcomerSpeed);
    this.#safeBytes = of.holder === null ? 0 : safeBytes(of.holder, newcomer);
  }

  /** How long it takes as it is shared now. What nobody fetches takes for ever. */
  seconds(): number {
    return this.#secondsWith(this.newcomers);
  }

  /** Enough must be left for each newcomer behind what is the holder's. */
  canTakeOneMore(): boolean {
    if (this.newcomers === 0 && this.#holderSpeed === 0 && this.#safeBytes === 0) return true;
    return this.#shareWith(this.newcomers + 1) >= leastPieceBytes(this.#newcomer);
  }

  /** The ranges of the newcomers, near to far. */
  cut(): ByteRange[] {
    const { start, end } = this.#range;
    const share = this.#shareWith(this.newcomers);
    // Without a holder the first newcomer begins at the start.
    const isHeld = this.#safeBytes > 0;
    const bounds = Array.from({ length: this.newcomers }, (_, index) =>
      index === 0 && !isHeld ? start : end - Math.round(share * (this.newcomers - index)),
    );
    return bounds.map((from, index) => ({ start: from, end: bounds[index + 1] ?? end }));
  }

  #secondsWith(newcomers: number): number {
    const together = this.#holderSpeed + newcomers * this.#newcomerSpeed;
    if (together === 0) return Infinity;
    // Nothing is known, so the time to ask cannot be weighed either.
    const answerSeconds = this.#newcomer.bytesPerSecond === null ? 0 : this.#newcomer.answerSeconds;
    const length = this.#range.end - this.#range.start;
    return (length + newcomers * this.#newcomerSpeed * answerSeconds) / together;
  }

  /** The bytes of each of so many newcomers when all are done at the same time. */
  #shareWith(newcomers: number): number {
    if (newcomers === 0) return 0;
    const length = this.#range.end - this.#range.start;
    const kept = Math.max(this.#safeBytes, this.#holderSpeed * this.#secondsWith(newcomers));
    return (length - kept) / newcomers;
  }
}
