import type { DownloadErrorCode, DownloadFailure } from '../../shared/download-error.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Network } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import { LineSilence } from './line-silence.ts';
import { deadlineAt, hasJumped, isPast, msUntil, type Deadline, type Moment } from '../../shared/moment.ts';
import { OFFLINE_RETRY_MS } from './retry-policy.ts';

/** While something waits for the network, clocks are compared this often, in milliseconds: sleep has no other sign. */
const LOOK_MS = 10_000;

/** How often a line is tried that only seems to be down, in milliseconds. */
const SUSPECTED_RETRY_MS = 60_000;

/** What a computer without a network sees, too. */
const OFFLINE_SYMPTOMS: ReadonlySet<DownloadErrorCode> = new Set([
  'network.unknownHost', 'network.unreachable', 'network.refused', 'network.reset', 'network.timedOut',
  'network.stalled',
]); // prettier-ignore

export type NetworkPatienceInput = {
  readonly network: Network;
  readonly table: DownloadTable;
  readonly now: () => Moment;
  /** The end of this turn must look. */
  readonly touch: () => void;
};

/**
 * Waits for the network: knows when a failure is only that this computer is offline, watches while something waits for it,
 * and tells when it is worth trying everything again at once (the network is back, or the computer woke up).
 */
export class NetworkPatience {
  readonly #input: NetworkPatienceInput;
  #watch: Disposable | null = null;
  #lastLook: Moment | null = null;
  #isWorthTrying = false;
  readonly #silence = new LineSilence();
  /** The system has an address, and yet nobody is heard. */
  #isSuspected = false;
  /** While offline nothing starts, apart from a try now and then: the system may be wrong about its network. */
  #offlineUntil: Deadline | null = null;
  readonly #waiting = new Set<DownloadId>();

  constructor(input: NetworkPatienceInput) {
    this.#input = input;
  }

  /**
   * The failure as it is to be treated: one that any computer without a network has is not the server's.
   * @param isPatient whether a line that is only suspected may be waited for, too.
   */
  judge({ id, url }: Pick<Download, 'id' | 'url'>, failure: DownloadFailure, isPatient: boolean): DownloadFailure {
    const { network, table } = this.#input;
    if (isLoopback(url)) return failure;
    if (failure.code.startsWith('server.')) this.heard(url);
    if (!OFFLINE_SYMPTOMS.has(failure.code)) return failure;
    const now = this.#input.now();
    const isSilent = this.#silence.isOfLine(new URL(url).host, failure, now.steadyMs);
    const isOnline = network.isOnline();
    if (isOnline && !(isSilent && isPatient)) return failure;
    // Nothing tells when a line is back that the system never missed.
    const retryMs = isOnline ? SUSPECTED_RETRY_MS : OFFLINE_RETRY_MS;
    this.#isSuspected = isOnline;
    this.#offlineUntil = deadlineAt(now, now.wallMs + retryMs, retryMs);
    if (!this.#waiting.has(id)) table.note(id, [{ kind: 'note', note: 'offline', detail: '', atMs: now.wallMs }]);
    this.#waiting.add(id);
    return { code: 'network.offline', detail: failure.code };
  }

  /** A server answered: whatever the line was suspected of, it works. */
  heard(url: string): void {
    if (isLoopback(url) || !this.#silence.heard() || !this.#isSuspected) return;
    this.#isSuspected = false;
    this.#noteOnline(this.#input.now());
    this.tryNow();
  }

  /**
   * Once a turn. @returns whether whatever waits for the network should be tried now.
   * @param isWaiting whether something does; only then is anything watched.
   */
  look(isWaiting: boolean): boolean {
    const now = this.#input.now();
    if (!isWaiting && this.#offlineUntil === null) {
      this.#stopWatching();
      return false;
    }
    this.#watch ??= this.#startWatching();
    if (this.#lastLook !== null && hasJumped(this.#lastLook, now)) this.#isWorthTrying = true;
    this.#lastLook = now;
    if (this.#offlineUntil !== null && isPast(this.#offlineUntil, now)) {
      this.#offlineUntil = null;
      if (this.#isSuspected) this.#isWorthTrying = true;
    }
    if (!this.#isWorthTrying) return false;
    this.#isWorthTrying = false;
    this.#offlineUntil = null;
    // A try on a line that seems down says nothing yet; an answer does.
    if (!this.#isSuspected) this.#noteOnline(now);
    return true;
  }

  /** The user, the system or the clock says that trying now is worth it. */
  tryNow(): void {
    this.#isWorthTrying = true;
    this.#input.touch();
  }

  /** Whether nothing should be started on a host, since there is no network to reach it by. */
  isHeld(host: string): boolean {
    return this.#offlineUntil !== null && !isLoopbackHost(host);
  }

  /** When the next look is due, in milliseconds; `null` when nothing waits. */
  nextLookMs(isWaiting: boolean): number | null {
    if (this.#offlineUntil !== null) return Math.min(LOOK_MS, msUntil(this.#offlineUntil, this.#input.now()));
    return isWaiting ? LOOK_MS : null;
  }

  close(): void {
    this.#stopWatching();
  }

  #startWatching(): Disposable {
    const { network } = this.#input;
    const watches = new DisposableStack();
    watches.use(
      network.onChange(() => {
        if (network.isOnline()) this.tryNow();
      }),
    );
    watches.use(network.onWake(() => this.tryNow()));
    return watches;
  }

  #stopWatching(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = null;
    this.#lastLook = null;
    this.#isWorthTrying = false;
  }

  #noteOnline(now: Moment): void {
    if (!this.#input.network.isOnline()) return;
    for (const id of this.#waiting) {
      this.#input.table.note(id, [{ kind: 'note', note: 'online', detail: '', atMs: now.wallMs }]);
    }
    this.#waiting.clear();
  }
}

function isLoopback(url: string): boolean {
  return isLoopbackHost(new URL(url).host);
}

/**
 * Whether a host, with or without a port, is this computer itself, which needs no network (RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291,
 * 2.5.3). Asked for each host that waits while there is none.
 */
function isLoopbackHost(host: string): boolean {
  return /(?:^127\.\d+\.\d+\.\d+|^\[::1\]|(?:^|\.)localhost\.?)(?::\d+)?$/u.test(host);
}
