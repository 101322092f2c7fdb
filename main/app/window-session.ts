import { assertNever } from '../../shared/assert-never.ts';
import {
  callInputs,
  windowMessageSchema,
  type CallInput,
  type CallName,
  type CallOutput,
  type CoreMessage,
  type Reply,
  type WindowVisibility,
} from '../../shared/contract.ts';
import { FRAME_INTERVAL_MS } from '../../shared/progress-frame.ts';
import { StoreError } from '../store/store-error.ts';
import type { WindowSession } from './app-interface.ts';
import { CallError } from './call-error.ts';
import type { HandlerContext, Handlers } from './handlers.ts';
import type { FrameReceiver, ProgressPublisher } from './progress-publisher.ts';
import { UNWATCHED, type WorkWatch } from '../queue/work-watch.ts';
import { WindowView, type ListSource } from './window-view.ts';

export type SessionInput = {
  readonly handlers: Handlers;
  readonly source: ListSource;
  readonly publisher: ProgressPublisher;
  readonly send: (message: CoreMessage) => void;
  /** Whether the app is on its way out: calls are answered, but do nothing. */
  readonly isClosing: () => boolean;
  /** An error no one expected: it goes to the log, the window gets a code. */
  readonly onUnexpected: (error: unknown) => void;
};

/** Opens a session: parses what the window says, runs its calls, sends its frames. */
export function createWindowSession(input: SessionInput): WindowSession {
  const { handlers, publisher, send } = input;
  const view = new WindowView(input.source);
  let visibility: WindowVisibility = 'focused';
  /** Revision of the frame under way; only one is. */
  let unacknowledged: number | null = null;
  let isOpen = true;
  const ended = new AbortController();

  const receiver: FrameReceiver = {
    intervalMs: () => (unacknowledged === null ? frameInterval(visibility) : null),
    publish: () => {
      const frame = view.nextFrame();
      if (frame === null || !isOpen) return;
      unacknowledged = frame.revision;
      send({ type: 'frame', frame });
    },
  };
  publisher.add(receiver);

  /** The calls that have no reply yet and came as messages. */
  const open = new Map<number, AbortController>();

  const context: Omit<HandlerContext, 'work'> = {
    watch: (spec, ranges) => {
      view.watch(spec, ranges);
      // A window that asks again has lost its place; the frame under way will not be acknowledged.
      unacknowledged = null;
      publisher.markAtOnce(receiver);
    },
    hold: (isHeld) => {
      input.source.hold(view, isHeld);
    },
    watchDetails: (id) => {
      view.watchDetails(id);
      publisher.mark(receiver);
    },
    show: (now) => {
      visibility = now;
      publisher.mark(receiver);
    },
    ended: ended.signal,
  };

  async function run(name: CallName, rawInput: unknown, work: WorkWatch): Promise<Reply<unknown>> {
    if (input.isClosing()) return { ok: false, code: 'call.closing', detail: '' };
    const parsed = callInputs[name].safeParse(rawInput);
    if (!parsed.success) {
      return {
        ok: false,
        code: 'call.badInput',
        detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      };
    }
    try {
      // The schema of `name` made this input; TypeScript cannot follow one name through both tables.
      const handler = handlers[name] as (input: unknown, context: HandlerContext) => unknown;
      return { ok: true, value: await handler(parsed.data, { ...context, work }) };
    } catch (error) {
      if (work.signal.aborted) return { ok: false, code: 'call.cancelled', detail: '' };
      if (error instanceof CallError) return { ok: false, code: error.code, detail: error.message };
      if (error instanceof StoreError) return { ok: false, code: 'call.notSaved', detail: error.message };
      input.onUnexpected(error);
      return { ok: false, code: 'call.failed', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async function answer(callId: number, name: string, rawInput: unknown): Promise<void> {
    if (!isCallName(name)) {
      send({ type: 'reply', callId, reply: { ok: false, code: 'call.unknown', detail: name } });
      return;
    }
    const controller = new AbortController();
    open.set(callId, controller);
    const reply = await run(name, rawInput, {
      signal: AbortSignal.any([controller.signal, ended.signal]),
      onProgress: (progress) => {
        if (isOpen && open.get(callId) === controller) send({ type: 'progress', callId, progress });
      },
    });
    if (open.get(callId) === controller) open.delete(callId);
    if (isOpen) send({ type: 'reply', callId, reply });
  }

  return {
    receive: (message) => {
      const parsed = windowMessageSchema().safeParse(message);
      // Without a callId there is nobody to answer; a window of ours never sends such a thing.
      if (!parsed.success || !isOpen) return;
      switch (parsed.data.type) {
        case 'call':
          void answer(parsed.data.callId, parsed.data.name, parsed.data.input);
          return;
        case 'cancel':
          open.get(parsed.data.callId)?.abort();
          return;
        case 'acknowledge':
          if (parsed.data.revision !== unacknowledged) return;
          unacknowledged = null;
          publisher.mark(receiver);
          return;
        default:
          assertNever(parsed.data);
      }
    },
    call: async <Name extends CallName>(name: Name, callInput: CallInput<Name>) =>
      // The handler table's type ties each name to its output.
      (await run(name, callInput, { ...UNWATCHED, signal: ended.signal })) as Reply<CallOutput<Name>>,
    close: () => {
      isOpen = false;
      input.source.hold(view, false);
      ended.abort();
      publisher.remove(receiver);
    },
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(callInputs, name);
}

function frameInterval(visibility: WindowVisibility): number | null {
  switch (visibility) {
    case 'focused':
      return FRAME_INTERVAL_MS;
    case 'blurred':
      return FRAME_INTERVAL_MS * 4;
    case 'hidden':
      return null;
    default:
      return assertNever(visibility);
  }
}
