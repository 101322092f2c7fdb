import type { Reservation } from '../store/download-record.ts';

/**
 * Whether a complete file is being repaired where it stands, under its name: then it is its own part file, and is never
 * emptied, renamed, or deleted unasked.
 */
export function isInPlace(reservation: Reservation | null): boolean {
  return reservation !== null && reservation.part === reservation.target;
}
