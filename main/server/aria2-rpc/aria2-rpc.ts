import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { SluiceApp } from '../../app/app-interface.ts';
import type { Clock } from '../../app/ports.ts';
import { createAttemptGate } from '../attempt-gate.ts';
import { guardSocket, type GuardedSocket } from '../guarded-socket.ts';
import { answerText } from '../http-answer.ts';
import type { Peers } from '../peers.ts';
import type { BodyReader } from '../request-body.ts';
import { secretsEqual } from '../token-set.ts';
import { textOf } from '../window-socket.ts';
import { createDispatcher } from './aria2-dispatcher.ts';
import { createNotificationRule } from './aria2-notifications.ts';
import { toGid } from './gid.ts';
import { answerJsonRpc, errorAnswer, type RpcAnswer } from './json-rpc.ts';
import { createRemovedResults } from './removed-results.ts';
import { PARSE_ERROR } from './rpc-error.ts';

/*
 * aria2's JSON-RPC over HTTP POST and WebSocket, as aria2c(1) describes it, section RPC INTERFACE, compared with aria2
 * 1.36 in test/integration/server/aria2-peer.test.ts. What differs on purpose:
 *
 * - The secret is always needed. After 20 different wrong ones within a minute answers come late (`attempt-gate.ts`).
 * - GIDs are the download's number: they stay the same over restarts, and the beginning of one names nothing.
 * - Several mirrors are used at a time only when a strong hash is known, otherwise the next when one fails. A link to a Metalink
 *   becomes its first file under the same GID. Headers are not told by getOption; user and password of a link are not told.
 * - `dir` must lie in the download folder or a folder allowed in the settings. A proxy option is refused.
 * - A download that waits for another attempt is `waiting`. One that waits for an answer of the user is `error`, and
 *   `aria2.unpause` goes on with it.
 * - `removeDownloadResult` and `purgeDownloadResult` take downloads off Sluice's list; files stay.
 * - In a batch, an entry that is no request is answered with an error (JSON-RPC 2.0, 6); aria2 leaves it out.
 * - A WebSocket gets notifications once a call on it showed the secret. It is closed with 1008 when the secret changes.
 * - `aria2.addMetalink` adds the files that have a link by http or https, under their names without folders. Where it names one file,
 *   `out` and `checksum` are its own; a checksum for several is refused.
 * - No JSONP, no XML-RPC, no BitTorrent and changeUri: "No such method".
 */

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** A socket that has not shown the secret gets no further than this. */
const MAX_BYTES_BEFORE_PROOF = 1024 * 1024;
/** RFC 6455, 7.4.1. */
const POLICY_VIOLATION = 1008;
/** A user's own secret may be short, so few guesses are answered at once. */
const FREE_WRONG_SECRETS_PER_MINUTE = 20;

/** The RPC on one path of the server. */
export type Aria2Rpc = {
  /** Answers an HTTP request; `corsOrigin` is the listed foreign page that may read the answer. Never rejects. */
  readonly answer: (request: IncomingMessage, response: ServerResponse, corsOrigin: string | null) => Promise<void>;
  /** Answers calls on a socket and sends it notifications. `raw` is the connection under `ws`. */
  readonly serveSocket: (ws: WebSocket, raw: Duplex) => void;
  /** Stops notifications. */
  readonly close: () => void;
};

/** The RPC of an app; whoever creates it closes it. */
export function createAria2Rpc(options: {
  readonly app: SluiceApp;
  readonly clock: Clock;
  /** The one that holds now. */
  readonly secret: () => string;
  readonly bodies: BodyReader;
  readonly peers: Peers;
}): Aria2Rpc {
  const { app, clock } = options;
  const session = app.openSession(() => undefined);
  const dispatcher = createDispatcher(
    {
      app,
      removed: createRemovedResults(),
      sessionId: randomBytes(20).toString('hex'),
      async shutdown() {
        await session.call('app.shutdown', {});
      },
    },
    createAttemptGate({
      matches: (candidate) => secretsEqual(candidate, options.secret()),
      freeWrongPerMinute: FREE_WRONG_SECRETS_PER_MINUTE,
      clock,
      peers: options.peers,
    }),
  );
  /** The sockets that showed the secret, and which one that was. */
  const listeners = new Map<GuardedSocket, { readonly ws: WebSocket; readonly secret: string }>();
  const rule = createNotificationRule();
  const subscription = app.onDownloadEvent((event) => {
    for (const method of rule(event)) {
      const text = JSON.stringify({ jsonrpc: '2.0', method, params: [{ gid: toGid(event.id) }] });
      for (const socket of listeners.keys()) socket.send(text);
    }
  });
  // Whoever has only the secret of before hears nothing any more.
  app.queue.onSettings(() => {
    for (const { ws, secret } of listeners.values()) {
      if (!secretsEqual(secret, options.secret())) ws.close(POLICY_VIOLATION, 'The secret has changed.');
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse, corsOrigin: string | null): Promise<void> {
    const cors = corsOrigin === null ? {} : { 'access-control-allow-origin': corsOrigin, vary: 'Origin' };
    if (request.method === 'OPTIONS') {
      answerText(response, 200, '', { ...cors, ...PREFLIGHT_HEADERS });
      return;
    }
    if (request.method !== 'POST') {
      const text = JSON.stringify({ error: { code: 'methodNotAllowed', message: 'Use POST.' } });
      answerText(response, 405, text, { ...cors, 'content-type': 'application/json', allow: 'POST, OPTIONS' });
      return;
    }
    const { text, status } = await answerBody(request);
    answerText(response, status, text, { ...cors, 'content-type': 'application/json-rpc' });
  }

  async function answerBody(request: IncomingMessage): Promise<RpcAnswer> {
    // Counted as held until it is answered, which may be late.
    using body = await options.bodies.read(request, MAX_BODY_BYTES);
    switch (body.kind) {
      case 'read':
        return await answerJsonRpc(body.text, dispatcher, request.socket);
      case 'tooLarge':
        return errorAnswer({ code: 1, message: `A request has at most ${MAX_BODY_BYTES} bytes.` }, 413);
      case 'busy':
        return errorAnswer({ code: 1, message: 'Too many requests at once. Try again.' }, 429);
      case 'aborted':
        return errorAnswer(PARSE_ERROR);
    }
  }

  function serveSocket(ws: WebSocket, raw: Duplex): void {
    const socket = guardSocket({ ws, raw, clock, maxBytesBeforeProof: MAX_BYTES_BEFORE_PROOF });
    // One message after the other, so that a change made by one is seen by the next.
    let last = Promise.resolve();
    ws.on('message', (data) => {
      last = answerAfter(last, textOf(data));
    });
    ws.on('close', () => listeners.delete(socket));

    async function answerAfter(before: Promise<void>, message: string): Promise<void> {
      await before;
      const secret = options.secret();
      const { text, proven } = await answerJsonRpc(message, dispatcher, raw);
      if (proven && secretsEqual(secret, options.secret()) && ws.readyState === ws.OPEN) {
        socket.prove();
        listeners.set(socket, { ws, secret });
      }
      socket.send(text);
    }
  }

  return {
    answer,
    serveSocket,
    close() {
      subscription[Symbol.dispose]();
      session.close();
    },
  };
}

/** A listed page may call with JSON, also from a public address (the browser's private network check). */
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
} as const;
