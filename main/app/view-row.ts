import type { Category } from '../../shared/category.ts';
import type { DownloadId, Priority } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import { questionOf } from '../../shared/question.ts';
import { linkParts } from '../../shared/url.ts';
import type { CommittedChange } from '../queue/download-table.ts';
import type { Download } from '../store/download-record.ts';
import { givenName, rowCategory, rowName } from './download-row.ts';

/** All that views of the list look at in a download. */
export type ViewRow = {
  readonly id: DownloadId;
  readonly kind: DownloadStateKind;
  /** A complete file that did not get where it was to go. */
  readonly hasFailedMove: boolean;
  readonly priority: Priority;
  readonly position: number;
  /** -1 when it is not known. */
  readonly sizeBytes: number;
  readonly directory: string;
  readonly category: Category;
  /** What a search looks through: name and link, in lower case; the link alone where the name stands in it. */
  readonly text: string;
  /** Where the name stands in `text`. */
  readonly name: Span;
  /** Where host and port stand in `text`. */
  readonly host: Span;
};

export type Span = { readonly start: number; readonly end: number };

/** A download as views see it. */
export function viewRowOf(download: Download): ViewRow {
  return {
    id: download.id,
    kind: download.state.kind,
    hasFailedMove: download.state.kind === 'completed' && questionOf(download) !== null,
    priority: download.priority,
    position: download.position,
    sizeBytes: download.facts?.sizeBytes ?? -1,
    directory: download.directory,
    category: rowCategory(download),
    ...textOf(download),
  };
}

function textOf(download: Download): Pick<ViewRow, 'text' | 'name' | 'host'> {
  const link = download.url.toLowerCase();
  const { host, name } = linkParts(link);
  const given = givenName(download)?.toLowerCase() ?? null;
  // A name that stands in the link is not kept twice, and one that is guessed from it needs no parsing: lists are long.
  if (name !== null && (given === null || given === link.slice(name.start, name.end)))
    return { text: link, name, host };
  const title = given ?? rowName(download).toLowerCase();
  const shift = title.length + 1;
  return {
    text: `${title}\n${link}`,
    name: { start: 0, end: title.length },
    host: { start: host.start + shift, end: host.end + shift },
  };
}

/** A change that views can see. */
export type ViewChange = { readonly before: ViewRow | null; readonly after: ViewRow | null };

/** What views see of a commit: bytes that came are nothing to them. */
export function viewChanges(changes: readonly CommittedChange[]): readonly ViewChange[] {
  return changes.flatMap(({ before, after }) => {
    if (before !== null && after !== null && looksSame(before, after)) return [];
    return { before: before && viewRowOf(before), after: after && viewRowOf(after) };
  });
}

function looksSame(before: Download, after: Download): boolean {
  return (
    before.state.kind === after.state.kind &&
    before.facts === after.facts &&
    before.reservation === after.reservation &&
    before.wishedName === after.wishedName &&
    before.relocation === after.relocation &&
    before.category === after.category &&
    before.url === after.url &&
    before.directory === after.directory &&
    before.priority === after.priority &&
    before.position === after.position
  );
}
