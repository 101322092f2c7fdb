import type { Duplex } from 'node:stream';
import * as z from 'zod';
import type { Aria2Call, Aria2Dispatcher, Outcome } from './aria2-dispatcher.ts';
import { httpStatusOf, INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, type RpcError } from './rpc-error.ts';

/** JSON-RPC 2.0 ids; aria2 echoes anything, here anything else is an invalid request. */
type RpcId = string | number | null;

/** An answer to a whole message: one response, or the list of a batch. */
export type RpcAnswer = {
  readonly text: string;
  /** For HTTP: aria2 gives errors of a single call a status of their own. */
  readonly status: 200 | 400 | 413 | 429 | 500;
  /** Whether the message showed the right token. */
  readonly proven: boolean;
};

/** Calls in one message; as many as links in one call of the contract. */
const MAX_CALLS = 100_000;

const requestSchema = z.object({
  // Without an id it would be a notification, which aria2 refuses.
  id: z.union([z.string(), z.number(), z.null()]),
  method: z.string(),
  params: z.unknown().optional(),
});

type ReadRequest =
  | { readonly ok: true; readonly id: RpcId; readonly call: Aria2Call }
  | { readonly ok: false; readonly id: RpcId; readonly error: RpcError };

/** Answers one message that came over a connection: a request, or a batch of them. Never rejects. */
export async function answerJsonRpc(text: string, dispatcher: Aria2Dispatcher, connection: Duplex): Promise<RpcAnswer> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return errorAnswer(PARSE_ERROR); // SyntaxError only.
  }
  if (!Array.isArray(message)) {
    const { responses, proven } = await answerAll([readRequest(message)], dispatcher, connection);
    const [response] = responses;
    const error = response !== undefined && 'error' in response ? response.error : null;
    return { text: JSON.stringify(response), status: error === null ? 200 : httpStatusOf(error), proven };
  }
  if (message.length > MAX_CALLS) return errorAnswer(INVALID_REQUEST);
  const { responses, proven } = await answerAll(message.map(readRequest), dispatcher, connection);
  return { text: JSON.stringify(responses), status: 200, proven };
}

/** The answer to a message that is not answered call by call. */
export function errorAnswer(error: RpcError, status: RpcAnswer['status'] = httpStatusOf(error)): RpcAnswer {
  return { text: JSON.stringify(toResponse(null, { ok: false, error })), status, proven: false };
}

type RpcResponse = { readonly id: RpcId; readonly jsonrpc: '2.0' } & (
  | { readonly result: unknown }
  | { readonly error: RpcError }
);

async function answerAll(
  requests: readonly ReadRequest[],
  dispatcher: Aria2Dispatcher,
  connection: Duplex,
): Promise<{ responses: readonly RpcResponse[]; proven: boolean }> {
  const calls = requests.flatMap((request) => (request.ok ? [request.call] : []));
  const { outcomes, proven } = await dispatcher.run(calls, connection);
  const next = outcomes.values();
  const responses = requests.map((request) => {
    if (!request.ok) return toResponse(request.id, { ok: false, error: request.error });
    // As many outcomes as calls, in their order.
    return toResponse(request.id, next.next().value ?? { ok: false, error: INVALID_REQUEST });
  });
  return { responses, proven };
}

function readRequest(value: unknown): ReadRequest {
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) {
    const id = requestSchema.shape.id.safeParse(
      typeof value === 'object' && value !== null && 'id' in value ? value.id : null,
    );
    return { ok: false, id: id.data ?? null, error: INVALID_REQUEST };
  }
  const { id, method, params = [] } = parsed.data;
  if (!Array.isArray(params)) return { ok: false, id, error: INVALID_PARAMS };
  return { ok: true, id, call: { method, params } };
}

function toResponse(id: RpcId, outcome: Outcome): RpcResponse {
  return outcome.ok ? { id, jsonrpc: '2.0', result: outcome.value } : { id, jsonrpc: '2.0', error: outcome.error };
}
