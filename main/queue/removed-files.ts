import path from 'node:path';
import type { Download } from '../store/download-record.ts';
import type { LeftoverFile } from '../store/download-store.ts';

/**
 * Which files go with a removed download. The file of a completed one stays unless `deleteFiles`; so does an unfinished
 * part that holds bytes. Placeholders always go.
 */
export function leftoversOf(download: Download, deleteFiles: boolean): LeftoverFile[] {
  const { reservation, directory, durable, state } = download;
  // An unconfirmed reservation is cleaned up by whoever is making it, or by the next start.
  if (reservation === null || !reservation.owned) return [];
  const target = path.join(directory, reservation.target);
  if (state.kind === 'completed') return deleteFiles ? [{ path: target, onlyIfEmpty: false }] : [];
  const holdsBytes = durable.length > 0;
  return [
    { path: path.join(directory, reservation.part), onlyIfEmpty: holdsBytes && !deleteFiles },
    // While it is being renamed the target may be the finished file already.
    { path: target, onlyIfEmpty: state.kind !== 'finishing' || !deleteFiles },
  ];
}
