import { WebSocket, type RawData } from 'ws';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { CallInput, CallName, CallOutput, CoreMessage, Reply, WindowMessage } from '../../shared/contract.ts';
import type { Frame } from '../../shared/window-frame.ts';

/** A connection to the core of a running Sluice, as a window has one. */
export type CoreClient = Disposable & {
  /** Answers `call.closing` when the connection ends before the reply. */
  readonly call: <Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
    onProgress?: (progress: WorkProgress) => void,
  ) => Promise<Reply<CallOutput<Name>>>;
  /** Resolves with the first frame, which comes after `view.watch`; `null` when the connection ends before it. */
  readonly firstFrame: Promise<Frame | null>;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
};

const CONNECT_TIMEOUT_MS = 5000;

/** Connects and says hello. `null` when nobody answers at that port, or somebody who does not know our token. */
export async function connectToCore(at: { readonly port: number; readonly token: string }): Promise<CoreClient | null> {
  const ws = new WebSocket(`ws://127.0.0.1:${at.port}/window`, {
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
  });
  const welcomed = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<void>();
  const firstFrame = Promise.withResolvers<Frame | null>();
  const open = new Map<number, (reply: Reply<unknown>) => void>();
  const watches = new Map<number, (progress: WorkProgress) => void>();
  let lastCallId = 0;

  const deadline = setTimeout(() => welcomed.resolve(false), CONNECT_TIMEOUT_MS);
  ws.on('open', () => ws.send(JSON.stringify({ type: 'hello', token: at.token })));
  // 'close' follows and ends everything.
  ws.on('error', () => welcomed.resolve(false));
  ws.on('close', () => {
    welcomed.resolve(false);
    firstFrame.resolve(null);
    for (const answer of open.values()) {
      answer({ ok: false, code: 'call.closing', detail: 'the connection ended' });
    }
    open.clear();
    ended.resolve();
  });
  ws.on('message', (data) => {
    // From our own core: whoever answers here has read the token from a file that only this user can read.
    const message = JSON.parse(textOf(data)) as CoreMessage | { readonly type: 'welcome' };
    switch (message.type) {
      case 'welcome':
        welcomed.resolve(true);
        return;
      case 'reply':
        open.get(message.callId)?.(message.reply);
        open.delete(message.callId);
        watches.delete(message.callId);
        return;
      case 'progress':
        watches.get(message.callId)?.(message.progress);
        return;
      case 'frame':
        firstFrame.resolve(message.frame);
        send({ type: 'acknowledge', revision: message.frame.revision });
        return;
      case 'request':
        return; // Meant for a window.
    }
  });

  function send(message: WindowMessage): void {
    ws.send(JSON.stringify(message));
  }

  const isWelcome = await welcomed.promise;
  clearTimeout(deadline);
  if (!isWelcome) {
    ws.terminate();
    return null;
  }
  return {
    call: <Name extends CallName>(
      name: Name,
      input: CallInput<Name>,
      onProgress?: (progress: WorkProgress) => void,
    ) => {
      const { promise, resolve } = Promise.withResolvers<Reply<unknown>>();
      if (ws.readyState === ws.OPEN) {
        lastCallId += 1;
        open.set(lastCallId, resolve);
        if (onProgress !== undefined) watches.set(lastCallId, onProgress);
        send({ type: 'call', callId: lastCallId, name, input });
      } else {
        resolve({ ok: false, code: 'call.closing', detail: 'the connection ended' });
      }
      // The core types each reply by the call's name.
      return promise as Promise<Reply<CallOutput<Name>>>;
    },
    firstFrame: firstFrame.promise,
    ended: ended.promise,
    [Symbol.dispose]: () => ws.close(),
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
