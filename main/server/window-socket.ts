import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import * as z from 'zod';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import type { Clock } from '../app/ports.ts';
import type { AttemptVerdict } from './attempt-gate.ts';
import { guardSocket } from './guarded-socket.ts';

/** The first message of a window's socket: who it is. A page shows its session, a local program the record's token. */
const helloSchema = z.union([
  z.strictObject({ type: z.literal('hello'), session: z.string().max(200) }),
  z.strictObject({ type: z.literal('hello'), token: z.string().max(200) }),
]);
export type Hello = z.infer<typeof helloSchema>;

/** Close codes of `/window`, from the range for private use (RFC 6455, 7.4.2). */
const WINDOW_CLOSE = {
  /** A message was not JSON text. */
  badMessage: 4400,
  /** No valid hello within `HELLO_TIMEOUT_MS`. Asking again with the same token is in vain. */
  unauthorized: 4401,
} as const;

const HELLO_TIMEOUT_MS = 5000;
const MAX_BYTES_BEFORE_HELLO = 4096;

/** Carries the contract between one socket and the core: hello, welcome, then `WindowMessage` and `CoreMessage`. */
export function serveWindowSocket(options: {
  readonly ws: WebSocket;
  readonly raw: Duplex;
  readonly app: SluiceApp;
  readonly clock: Clock;
  readonly admit: (hello: Hello, connection: Duplex) => Promise<AttemptVerdict>;
}): void {
  const { ws, app, clock } = options;
  const socket = guardSocket({ ws, raw: options.raw, clock, maxBytesBeforeProof: MAX_BYTES_BEFORE_HELLO });
  let session: WindowSession | null = null;
  let greeting: Promise<void> | null = null;
  const helloTimer = clock.after(HELLO_TIMEOUT_MS, () => refuse(WINDOW_CLOSE.unauthorized, 'no hello came'));

  function refuse(code: number, reason: string): void {
    helloTimer[Symbol.dispose]();
    ws.close(code, reason);
  }

  async function greet(message: unknown): Promise<void> {
    helloTimer[Symbol.dispose]();
    const hello = helloSchema.safeParse(message);
    const verdict = hello.success ? await options.admit(hello.data, options.raw) : 'wrong';
    // It may have gone while its token was looked at.
    if (ws.readyState !== ws.OPEN) return;
    if (verdict === 'wrong') {
      refuse(WINDOW_CLOSE.unauthorized, 'the first message must be a valid hello');
      return;
    }
    socket.prove();
    socket.send(JSON.stringify({ type: 'welcome' }));
    session = app.openSession((message) => socket.send(JSON.stringify(message)));
  }

  ws.on('message', (data, isBinary) => {
    // Closing: what still arrives is from before the peer knew.
    if (ws.readyState !== ws.OPEN) return;
    const message = isBinary ? undefined : parseJson(textOf(data));
    if (message === undefined) refuse(WINDOW_CLOSE.badMessage, 'messages are JSON text');
    else if (session !== null) session.receive(message);
    else if (greeting === null) greeting = greet(message);
    // Said before the welcome: few bytes, since an unproven peer gets no further than that.
    else void greeting.then(() => session?.receive(message));
  });
  ws.on('close', () => {
    helloTimer[Symbol.dispose]();
    session?.close();
  });
}

/** The text of a WebSocket message, in whatever pieces it came. */
export function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}

/** The parsed text; `undefined`, which is no JSON value, when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // SyntaxError only.
  }
}
