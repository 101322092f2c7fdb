import type { CoreMessage, WindowMessage } from '../../../shared/contract.ts';
import type { Frame, StateCounts } from '../../../shared/window-frame.ts';
import { toDownloadId, type DownloadRow, type ProgressRow } from '../../../shared/download.ts';
import type { DownloadState } from '../../../shared/download-state.ts';
import type { CloseReason, Transport, TransportListener } from '../../../renderer/model/transport.ts';

/** A core that a test plays by hand: what the window sent, and what to send it. */
export type FakeCore = {
  readonly transport: Transport;
  readonly sent: WindowMessage[];
  /** The calls sent so far, by name and input, without acknowledgements. */
  readonly calls: () => readonly { readonly callId: number; readonly name: string; readonly input: unknown }[];
  readonly open: () => void;
  readonly close: (reason: CloseReason) => void;
  readonly send: (message: CoreMessage) => void;
};

export function createFakeCore(): FakeCore {
  const sent: WindowMessage[] = [];
  let listener: TransportListener | undefined;
  function present(): TransportListener {
    if (listener === undefined) throw new Error('the transport was not started');
    return listener;
  }
  return {
    transport: {
      send: (message) => sent.push(message),
      start(started) {
        listener = started;
        return () => {
          listener = undefined;
        };
      },
    },
    sent,
    calls: () => sent.filter((message) => message.type === 'call'),
    open: () => present().onOpen(),
    close: (reason) => present().onClose(reason),
    send: (message) => present().onMessage(message),
  };
}

export const NO_COUNTS: StateCounts = {
  queued: 0,
  probing: 0,
  downloading: 0,
  pausing: 0,
  paused: 0,
  retrying: 0,
  blocked: 0,
  finishing: 0,
  completed: 0,
  failed: 0,
};

/** A frame that says nothing but what is given. */
export function frameOf(part: Partial<Frame>): Frame {
  return {
    revision: 1,
    total: 0,
    placements: [],
    rows: [],
    progress: [],
    active: [],
    counts: NO_COUNTS,
    failedMoves: 0,
    totals: { bytesPerSecond: 0, secondsLeft: null },
    trouble: null,
    facets: null,
    settings: null,
    freeBytes: null,
    details: null,
    ...part,
  };
}

export function rowOf(id: number, state: DownloadState = { kind: 'queued' }): DownloadRow {
  return {
    id: toDownloadId(id),
    url: `https://example.org/file-${id}.zip`,
    host: 'example.org',
    name: `file-${id}.zip`,
    directory: '/downloads',
    state,
    waitsFor: null,
    sizeBytes: 1000,
    resumable: true,
    addedAtMs: 1_700_000_000_000 + id,
    priority: 'normal',
    category: 'other',
    relocation: null,
    chosenCategory: null,
    segments: [],
  };
}

export function progressOf(id: number, receivedBytes: number): ProgressRow {
  return { id: toDownloadId(id), receivedBytes, bytesPerSecond: 100, secondsLeft: 9, connections: 1, check: null };
}

/** Ids, branded. */
export function ids(...values: readonly number[]): ReturnType<typeof toDownloadId>[] {
  return values.map(toDownloadId);
}

/** Lets everything that only waits for promises happen. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
