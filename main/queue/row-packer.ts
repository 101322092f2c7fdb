import { DEFAULT_OPTIONS, type DownloadId } from '../../shared/download.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { Download } from '../store/download-record.ts';

const NONE: readonly never[] = [];

/** The values of a download without their names, and those that most have in common as 0. */
type PackedRow = readonly [
  url: string,
  folder: number,
  wishedName: Download['wishedName'],
  state: PackedState,
  priority: Download['priority'],
  position: number,
  failures: number,
  addedAtMs: number,
  facts: PackedFacts | 0,
  reservation: PackedReservation | 0,
  mirrors: Download['mirrors'] | 0,
  headers: Download['headers'] | 0,
  options: Download['options'] | 0,
  durable: Download['durable'] | 0,
  answers: Download['answers'] | 0,
  isNewLink: 0 | 1,
  stamp: Download['stamp'] | 0,
  relocation: Download['relocation'] | 0,
  category: Download['category'] | 0,
  isFromMetalink: 0 | 1,
];
/** Of a state that says nothing but its kind this, of a completed one when that was. */
type PackedState = Exclude<DownloadState, { readonly kind: 'completed' }> | DownloadState['kind'] | number;
type Facts = NonNullable<Download['facts']>;
type Reservation = NonNullable<Download['reservation']>;
type PackedFacts = readonly [
  finalUrl: string,
  /** 0 when it is the name of the file. */
  suggestedName: string | 0,
  sizeBytes: number | null,
  acceptsRanges: 0 | 1,
  etag: string | null,
  lastModified: string | null,
  contentType: string | null,
  digest: Facts['digest'] | 0,
];
type PackedReservation = readonly [
  target: string,
  /** 0 when it is the usual one. */
  part: string | 0,
  owned: 0 | 1,
  sinceMs: number,
  hasPlaceholder: 0 | 1,
  replaces: string | null,
];

/** Makes a text of a download and a download of that text. */
export class RowPacker {
  /** Most rows name one of a few folders. */
  readonly #folders: string[] = [];
  readonly #numbers = new Map<string, number>();

  pack(download: Download): string {
    const { facts, reservation, options } = download;
    const row: PackedRow = [
      download.url,
      this.#numberOf(download.directory),
      download.wishedName,
      packState(download.state),
      download.priority,
      download.position,
      download.failures,
      download.addedAtMs,
      facts === null ? 0 : packFacts(facts, reservation?.target),
      reservation === null ? 0 : packReservation(reservation),
      orNone(download.mirrors),
      orNone(download.headers),
      options === DEFAULT_OPTIONS || Object.values(options).every((value) => value === null) ? 0 : options,
      orNone(download.durable),
      orNone(download.answers),
      download.isNewLink ? 1 : 0,
      download.stamp ?? 0,
      download.relocation ?? 0,
      download.category ?? 0,
      download.isFromMetalink ? 1 : 0,
    ];
    return JSON.stringify(row);
  }

  unpack(id: DownloadId, text: string): Download {
    // Only `pack` makes such texts.
    const row = JSON.parse(text) as PackedRow;
    const [url, folder, wishedName, state, priority, position, failures, addedAtMs, facts, reservation] = row;
    const [, , , , , , , , , , mirrors, headers, options, durable, answers, isNewLink, stamp, relocation] = row;
    const { 18: category, 19: isFromMetalink } = row;
    // A field that is new in `Download` does not compile here until it is packed, too.
    return {
      id,
      url,
      mirrors: mirrors === 0 ? NONE : mirrors,
      directory: this.#folders[folder] ?? '',
      wishedName,
      headers: headers === 0 ? NONE : headers,
      options: options === 0 ? DEFAULT_OPTIONS : options,
      state: unpackState(state),
      priority,
      position,
      failures,
      addedAtMs,
      facts: facts === 0 ? null : unpackFacts(facts, reservation === 0 ? '' : reservation[0]),
      reservation: reservation === 0 ? null : unpackReservation(reservation),
      durable: durable === 0 ? NONE : durable,
      answers: answers === 0 ? NONE : answers,
      isNewLink: isNewLink === 1,
      stamp: stamp === 0 ? null : stamp,
      relocation: relocation === 0 ? null : relocation,
      category: category === 0 ? null : category,
      isFromMetalink: isFromMetalink === 1,
    };
  }

  #numberOf(folder: string): number {
    const known = this.#numbers.get(folder);
    if (known !== undefined) return known;
    this.#numbers.set(folder, this.#folders.length);
    return this.#folders.push(folder) - 1;
  }
}

function orNone<Value>(values: readonly Value[]): readonly Value[] | 0 {
  return values.length === 0 ? 0 : values;
}

function packState(state: DownloadState): PackedState {
  if (state.kind === 'completed') return state.atMs;
  return Object.keys(state).length === 1 ? state.kind : state;
}

function unpackState(packed: PackedState): DownloadState {
  if (typeof packed === 'number') return { kind: 'completed', atMs: packed };
  // Only those that have nothing else are packed as their kind.
  return typeof packed === 'string' ? ({ kind: packed } as DownloadState) : packed;
}

function packFacts(facts: Facts, target: string | undefined): PackedFacts {
  const { finalUrl, suggestedName, sizeBytes, acceptsRanges, validators, contentType, digest } = facts;
  const { etag, lastModified } = validators;
  const name = suggestedName === target ? 0 : suggestedName;
  return [finalUrl, name, sizeBytes, acceptsRanges ? 1 : 0, etag, lastModified, contentType, digest ?? 0];
}

function unpackFacts(packed: PackedFacts, target: string): Facts {
  const [finalUrl, suggestedName, sizeBytes, acceptsRanges, etag, lastModified, contentType, digest] = packed;
  return {
    finalUrl,
    suggestedName: suggestedName === 0 ? target : suggestedName,
    sizeBytes,
    acceptsRanges: acceptsRanges === 1,
    validators: { etag, lastModified },
    contentType,
    digest: digest === 0 ? null : digest,
  };
}

function packReservation(reservation: Reservation): PackedReservation {
  const { target, part, owned, sinceMs, hasPlaceholder, replaces } = reservation;
  return [target, part === target + PART_SUFFIX ? 0 : part, owned ? 1 : 0, sinceMs, hasPlaceholder ? 1 : 0, replaces];
}

function unpackReservation([target, part, owned, sinceMs, hasPlaceholder, replaces]: PackedReservation): Reservation {
  return {
    target,
    part: part === 0 ? target + PART_SUFFIX : part,
    owned: owned === 1,
    sinceMs,
    hasPlaceholder: hasPlaceholder === 1,
    replaces,
  };
}
