import type { NewDownload } from '../../shared/new-download.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';

/** What `sluice get` does with what an earlier run of the same command left, and with what is new. */
export type GetPlan = {
  /** Complete since an earlier run. */
  readonly done: readonly DownloadId[];
  /** Left unfinished by an earlier run; tried now, whatever they waited for. */
  readonly goOn: readonly DownloadId[];
  /** Their file was taken away, or they were asked for with other headers or another checksum: they begin again. */
  readonly forget: readonly DownloadId[];
  readonly add: readonly NewDownload[];
};

/**
 * Compares what was asked for with what the store holds.
 * @param isFileThere whether the file of a completed download still exists.
 */
export function planGet(
  wishes: readonly NewDownload[],
  stored: readonly Download[],
  isFileThere: (download: Download) => boolean,
): GetPlan {
  const find = storedByLink(stored);
  const done: DownloadId[] = [];
  const goOn: DownloadId[] = [];
  const forget: DownloadId[] = [];
  const add: NewDownload[] = [];
  const [only] = wishes;
  // One link makes several downloads when it leads to a Metalink.
  if (only !== undefined && wishes.length === 1 && stored.length > 1) return planMetalink(only, stored, isFileThere);
  for (const wish of wishes) {
    const known = find(wish);
    const download = known ?? onlyOne(wishes, stored);
    if (download === undefined) {
      add.push(wish);
    } else if (
      download.state.kind === 'completed' ? isFileThere(download) : isSame(wish, download, known === download)
    ) {
      (download.state.kind === 'completed' ? done : goOn).push(download.id);
    } else {
      forget.push(download.id);
      add.push(wish);
    }
  }
  return { done, goOn, forget, add };
}

/** Finds what is stored for a wish by any of its links: a mirror may have taken the place of the first. */
export function storedByLink(stored: readonly Download[]): (wish: NewDownload) => Download | undefined {
  const byLink = new Map(
    stored.flatMap((download) => [download.url, ...download.mirrors].map((url) => [url, download])),
  );
  return (wish) => [wish.url, ...wish.mirrors].map((url) => byLink.get(url)).find((download) => download !== undefined);
}

/** Goes on with the files of a Metalink; all begin again when one of them was taken away. */
function planMetalink(
  wish: NewDownload,
  stored: readonly Download[],
  isFileThere: (download: Download) => boolean,
): GetPlan {
  const done = stored.filter(({ state }) => state.kind === 'completed');
  if (!done.every(isFileThere)) return { done: [], goOn: [], forget: stored.map(({ id }) => id), add: [wish] };
  const others = stored.filter(({ state }) => state.kind !== 'completed');
  return { done: done.map(({ id }) => id), goOn: others.map(({ id }) => id), forget: [], add: [] };
}

/** The store of a command for one link holds one download: a new link took the place of the one that is asked for. */
function onlyOne(wishes: readonly NewDownload[], stored: readonly Download[]): Download | undefined {
  return wishes.length === 1 && stored.length === 1 ? stored[0] : undefined;
}

/** Under another link than the one that is asked for (a Metalink's, a new one) headers and checksum may be that link's. */
function isSame(wish: NewDownload, download: Download, isByLink: boolean): boolean {
  const hasChecksum = wish.checksum !== null || wish.checksumFrom !== null;
  return isByLink ? isSameRequest(wish, download) : !hasChecksum || isSameChecksum(wish, download);
}

function isSameRequest(wish: NewDownload, download: Download): boolean {
  const { headers, mirrors } = download;
  // Of a download with mirrors it may be the word of the first server.
  const isServersWord = wish.checksum === null && wish.checksumFrom === null && mirrors.length > 0;
  return (
    (isServersWord || isSameChecksum(wish, download)) &&
    JSON.stringify(wish.headers.map(({ name, value }) => [name, value])) ===
      JSON.stringify(headers.map(({ name, value }) => [name, value]))
  );
}

function isSameChecksum(wish: NewDownload, { options }: Download): boolean {
  return (
    wish.checksumFrom === options.checksumFrom &&
    wish.checksum?.algorithm === options.checksum?.algorithm &&
    wish.checksum?.hex === options.checksum?.hex
  );
}
