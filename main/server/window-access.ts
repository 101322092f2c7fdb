import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import type { Clock } from '../app/ports.ts';
import { createAttemptGate, type AttemptVerdict } from './attempt-gate.ts';
import { answerError, answerJson } from './http-answer.ts';
import type { Peers } from './peers.ts';
import type { BodyReader } from './request-body.ts';
import { createTokenSet, randomToken, secretsEqual } from './token-set.ts';
import { parseJson, type Hello } from './window-socket.ts';

const LAUNCH_LIFETIME_MS = 60_000;
const MAX_LAUNCH_TOKENS = 32;
/** Windows that may be known at once; the oldest has to be opened anew. */
const MAX_SESSIONS = 128;
/** These tokens have 256 random bits: nobody guesses them, and the delay only keeps a broken program quiet. */
const FREE_WRONG_TOKENS_PER_MINUTE = 100;
const MAX_BODY_BYTES = 4096;

/** Who may open a window: the tokens of `loopback-server.ts`, protocol version 1. */
export type WindowAccess = {
  /** The token of `server.json`. */
  readonly localToken: string;
  /** A fresh launch token: one use, 60 s. */
  readonly mintLaunch: () => string;
  /** Judges the first message of a window's socket. */
  readonly admit: (hello: Hello, connection: Duplex) => Promise<AttemptVerdict>;
  /** `POST /session`: a launch token for a session token. */
  readonly answerSession: (request: IncomingMessage, response: ServerResponse, bodies: BodyReader) => Promise<void>;
  /** `POST /launch`: a launch token for a local program. `address` is the page's. */
  readonly answerLaunch: (request: IncomingMessage, response: ServerResponse, address: string) => Promise<void>;
};

/** Access with a new local token and no sessions: what earlier servers gave out is worth nothing here. */
export function createWindowAccess(clock: Clock, peers: Peers): WindowAccess {
  const localToken = randomToken();
  const { nowMs } = clock;
  const launches = createTokenSet({ maxTokens: MAX_LAUNCH_TOKENS, lifetimeMs: LAUNCH_LIFETIME_MS, nowMs });
  const sessions = createTokenSet({ maxTokens: MAX_SESSIONS, lifetimeMs: Infinity, nowMs });
  const gateFor = (matches: (candidate: string) => boolean) =>
    createAttemptGate({ matches, freeWrongPerMinute: FREE_WRONG_TOKENS_PER_MINUTE, clock, peers });
  const launchGate = gateFor((candidate) => launches.take(candidate));
  const sessionGate = gateFor((candidate) => sessions.has(candidate));
  const localGate = gateFor((candidate) => secretsEqual(candidate, localToken));

  return {
    localToken,
    mintLaunch: () => launches.mint(),
    admit: (hello, connection) =>
      'token' in hello ? localGate.check(hello.token, connection) : sessionGate.check(hello.session, connection),
    async answerSession(request, response, bodies) {
      using body = await bodies.read(request, MAX_BODY_BYTES);
      const input = sessionInput.safeParse(body.kind === 'read' ? parseJson(body.text) : undefined);
      if (!input.success) {
        answerError(response, 400, { code: 'badInput', message: 'Send {"launch": TOKEN} as JSON.' });
        return;
      }
      const verdict = await launchGate.check(input.data.launch, request.socket);
      if (verdict === 'right') answerJson(response, 200, { session: sessions.mint() });
      else answerRefusal(response);
    },
    async answerLaunch(request, response, address) {
      const token = /^Bearer ([\w-]{1,200})$/iu.exec(request.headers.authorization ?? '')?.[1];
      const verdict = token === undefined ? 'wrong' : await localGate.check(token, request.socket);
      if (verdict !== 'right') {
        answerRefusal(response);
        return;
      }
      const launch = launches.mint();
      answerJson(response, 200, { launch, address: `${address}#launch=${launch}` });
    },
  };
}

const sessionInput = z.strictObject({ launch: z.string().max(200) });

function answerRefusal(response: ServerResponse): void {
  const message = 'The token is not valid, or not any more. Open Sluice again.';
  answerError(response, 401, { code: 'unauthorized', message });
}
