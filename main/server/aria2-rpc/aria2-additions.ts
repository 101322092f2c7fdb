import { setImmediate as nextTurn } from 'node:timers/promises';
import { readMetalinkInSteps, type MetalinkFile } from '../../../shared/metalink.ts';
import { MAX_MIRRORS } from '../../../shared/download.ts';
import type { NewDownload } from '../../../shared/new-download.ts';
import { runInSteps } from '../../../shared/steps.ts';
import type { FolderJudge } from './allowed-folder.ts';
import { readDownloadOptions, type AddWish } from './aria2-options.ts';
import { optionalStruct, requiredInteger, requiredList, requiredText, type Aria2Params } from './aria2-params.ts';
import { RpcFailure } from './rpc-error.ts';

/** What a call adds. */
export type Addition = {
  readonly downloads: readonly NewDownload[];
  readonly paused: boolean;
  /** The place of the first among those that wait, from 0, the others behind it; at the end without. */
  readonly position: number | undefined;
  /** Whether the answer is a list of GIDs, however many there are. */
  readonly isList: boolean;
};

/** Reads the parameters of one method that adds. @throws RpcFailure when they cannot be used. */
export type AdditionReader = (params: Aria2Params, folders: FolderJudge) => Promise<Addition>;

/** The methods that add: the dispatcher makes one call of the queue of those that stand side by side. */
export const ADDITION_READERS: Readonly<Record<string, AdditionReader>> = {
  'aria2.addUri': readAddUri,
  'aria2.addMetalink': readAddMetalink,
};

/** Several links are mirrors of one file. */
async function readAddUri(params: Aria2Params, folders: FolderJudge): Promise<Addition> {
  const [url, ...mirrors] = requiredList(params, 0).filter((uri) => typeof uri === 'string');
  const options = optionalStruct(params, 1);
  const position = readPosition(params);
  if (url === undefined) throw new RpcFailure('URI is not provided.');
  const { download, paused } = await readOptions(url, options, folders);
  return { downloads: [{ ...download, mirrors: mirrors.slice(0, MAX_MIRRORS) }], paused, position, isList: false };
}

/**
 * A Metalink of version 3 or 4 in base64. Its names are a stranger's wish: they lose their folders here, and are made safe as any other when
 * the file gets its name.
 */
async function readAddMetalink(params: Aria2Params, folders: FolderJudge): Promise<Addition> {
  const encoded = requiredText(params, 0);
  const options = optionalStruct(params, 1);
  const position = readPosition(params);
  const { download, paused } = await readOptions('', options, folders);
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const signal = { throwIfAborted: () => undefined };
  const read = await runInSteps(readMetalinkInSteps(text), { pause: nextTurn, signal });
  if (!read.ok) throw new RpcFailure('Could not parse Metalink XML document.');
  if (read.files.length === 0 && read.unusable.length > 0) throw new RpcFailure('No URI to download.');
  const isOne = read.files.length === 1;
  // It would hold for one of them, and nobody said for which.
  if (!isOne && download.checksum !== null) {
    throw new RpcFailure("We encountered a problem while processing the option '--checksum'.");
  }
  return { downloads: read.files.map((file) => asDownload(file, download, isOne)), paused, position, isList: true };
}

/** A file of a Metalink with the options of the call, of which name and checksum can mean a single file only. */
function asDownload(
  { name, links: [url, ...mirrors], checksum, pieces }: MetalinkFile,
  options: NewDownload,
  isOne: boolean,
): NewDownload {
  return {
    ...options,
    url,
    mirrors,
    name: isOne ? (options.name ?? name) : name,
    checksum: options.checksum ?? checksum,
    pieces,
  };
}

async function readOptions(
  url: string,
  options: Readonly<Record<string, unknown>>,
  folders: FolderJudge,
): Promise<AddWish> {
  const wish = readDownloadOptions(url, options);
  const { directory } = wish.download;
  if (directory === undefined) return wish;
  return { ...wish, download: { ...wish.download, directory: await folders.judge(directory) } };
}

function readPosition(params: Aria2Params): number | undefined {
  const position = params[2] === undefined ? undefined : requiredInteger(params, 2);
  if (position !== undefined && position < 0) throw new RpcFailure('Position must be greater than or equal to 0.');
  return position;
}
