import { toDownloadId, type DownloadId } from '../../../shared/download.ts';
import { RpcFailure } from './rpc-error.ts';

/** A download's id as aria2 writes it: 16 hexadecimal digits. */
export function toGid(id: DownloadId): string {
  return id.toString(16).padStart(16, '0');
}

/**
 * The id that a GID names; `null` when no download can have it. aria2 also takes the beginning of a GID; ours all begin
 * with zeros, so only whole ones name something.
 * @throws RpcFailure when it is not 1 to 16 hexadecimal digits.
 */
export function fromGid(gid: string): DownloadId | null {
  if (!/^[\da-f]{1,16}$/iu.test(gid)) throw new RpcFailure(`Invalid GID ${gid.slice(0, 100)}`);
  const value = Number.parseInt(gid, 16);
  return gid.length === 16 && Number.isSafeInteger(value) && value > 0 ? toDownloadId(value) : null;
}
