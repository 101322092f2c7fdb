import type { DownloadId } from '../../shared/download.ts';

/** The downloads of one host that wait for a place: each with its number in the line of all hosts, lowest first. */
export type HostLine = ReadonlyMap<DownloadId, number>;

/** Who waits for a place, by host, so that a host that is busy costs nothing however many wait for it. */
export class WaitingLine {
  readonly #byHost = new Map<string, Map<DownloadId, number>>();
  readonly #hosts = new Map<DownloadId, string>();
  #lastNumber = 0;

  get byHost(): ReadonlyMap<string, HostLine> {
    return this.#byHost;
  }

  /** Puts a download at the end of the line. */
  enter(id: DownloadId, url: string): void {
    const { host } = new URL(url);
    this.#lastNumber += 1;
    this.#hosts.set(id, host);
    const line = this.#byHost.get(host);
    if (line === undefined) this.#byHost.set(host, new Map([[id, this.#lastNumber]]));
    else line.set(id, this.#lastNumber);
  }

  /** Takes a download out, if it is there. */
  leave(id: DownloadId): void {
    const host = this.#hosts.get(id);
    if (host === undefined) return;
    this.#hosts.delete(id);
    const line = this.#byHost.get(host);
    line?.delete(id);
    if (line?.size === 0) this.#byHost.delete(host);
  }
}
