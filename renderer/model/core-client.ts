import type { CallInput, CallName, CallOutput, CoreMessage, Reply, WindowRequest } from '../../shared/contract.ts';
import type { Frame } from '../../shared/window-frame.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { createObservable, type Readable } from './observable.ts';
import type { CloseReason, Transport } from './transport.ts';

/** What a call came to: the core's reply, or that no core is there. */
export type CallResult<Value> =
  | Reply<Value>
  | { readonly ok: false; readonly code: 'window.disconnected'; readonly detail: string };

/** `connecting`: for the first time; `lost`: was there and is looked for; `ended`: only a new window helps. */
export type ConnectionState = 'connecting' | 'open' | CloseReason;

/** How a call is followed that takes long. */
export type CallWatch = {
  /** Calls it off: it is answered as `call.cancelled`, unless it is over already. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
};

export type CoreClient = {
  /** Asks the core, once the first connection is there. Never rejects: a call that did not work is a result. */
  readonly call: <Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
    watch?: CallWatch,
  ) => Promise<CallResult<CallOutput<Name>>>;
  readonly connection: Readable<ConnectionState>;
  /** Ends the connection and the calls that wait. */
  readonly close: () => void;
};

export type CoreClientPorts = {
  readonly transport: Transport;
  /** Runs a callback before the next paint (`requestAnimationFrame`), or at once when nothing is painted. */
  readonly beforeNextPaint: (callback: () => void) => void;
  /** A frame came. What replies tell as well is taken here: a reply that comes before the paint is newer. */
  readonly onFrame: (frame: Frame) => void;
  /** Takes over a frame; called once per animation frame, before the frame is acknowledged. */
  readonly applyFrame: (frame: Frame) => void;
  /** The app around the window asks for something. */
  readonly onRequest: (request: WindowRequest) => void;
  /** The core is there, for the first time or again, and knows nothing of this window. */
  readonly onOpen: () => void;
};

const DISCONNECTED = { ok: false, code: 'window.disconnected', detail: '' } as const;

/** The window's end of the contract: calls with answers, and frames applied one per animation frame. */
export function createCoreClient(ports: CoreClientPorts): CoreClient {
  const connection = createObservable<ConnectionState>('connecting');
  const waiting = new Map<number, (reply: CallResult<unknown>) => void>();
  const watches = new Map<number, NonNullable<CallWatch['onProgress']>>();
  // The first connection takes a moment, and people are quick: their calls wait for its outcome.
  const firstOutcome = Promise.withResolvers<void>();
  let nextCallId = 1;
  // Frames of a connection that is gone are not acknowledged: the core behind the new one did not send them.
  let epoch = 0;

  function receive(message: CoreMessage): void {
    switch (message.type) {
      case 'reply': {
        const resolve = waiting.get(message.callId);
        waiting.delete(message.callId);
        watches.delete(message.callId);
        resolve?.(message.reply);
        return;
      }
      case 'progress':
        watches.get(message.callId)?.(message.progress);
        return;
      case 'frame': {
        const { frame } = message;
        const arrivedIn = epoch;
        ports.onFrame(frame);
        ports.beforeNextPaint(() => {
          if (arrivedIn !== epoch) return;
          ports.applyFrame(frame);
          ports.transport.send({ type: 'acknowledge', revision: frame.revision });
        });
        return;
      }
      case 'request':
        ports.onRequest(message.request);
        return;
      default:
        assertNever(message);
    }
  }

  function endWaitingCalls(): void {
    const resolvers = [...waiting.values()];
    waiting.clear();
    watches.clear();
    for (const resolve of resolvers) resolve(DISCONNECTED);
  }

  const stop = ports.transport.start({
    onOpen() {
      epoch += 1;
      connection.set('open');
      firstOutcome.resolve();
      ports.onOpen();
    },
    onMessage: receive,
    onClose(reason) {
      epoch += 1;
      connection.set(reason);
      firstOutcome.resolve();
      endWaitingCalls();
    },
  });

  return {
    async call<Name extends CallName>(name: Name, input: CallInput<Name>, watch?: CallWatch) {
      if (connection.get() === 'connecting') await firstOutcome.promise;
      if (connection.get() !== 'open') return DISCONNECTED;
      const callId = nextCallId;
      nextCallId += 1;
      const reply = new Promise<CallResult<unknown>>((resolve) => {
        waiting.set(callId, resolve);
      });
      if (watch?.onProgress !== undefined) watches.set(callId, watch.onProgress);
      const cancel = (): void => {
        if (waiting.has(callId)) ports.transport.send({ type: 'cancel', callId });
      };
      watch?.signal.addEventListener('abort', cancel);
      ports.transport.send({ type: 'call', callId, name, input });
      if (watch?.signal.aborted === true) cancel();
      try {
        // The core answers a call with the output of that name (`CallOutputs`): this is where its word is taken.
        return (await reply) as CallResult<CallOutput<Name>>;
      } finally {
        watch?.signal.removeEventListener('abort', cancel);
      }
    },
    connection,
    close() {
      epoch += 1;
      stop();
      firstOutcome.resolve();
      endWaitingCalls();
    },
  };
}
