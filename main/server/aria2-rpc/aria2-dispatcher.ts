import type { Duplex } from 'node:stream';
import type { DownloadId } from '../../../shared/download.ts';
import type { DownloadQueue } from '../../queue/download-queue.ts';
import type { AttemptGate, AttemptVerdict } from '../attempt-gate.ts';
import type { FolderJudge } from './allowed-folder.ts';
import { ADDITION_READERS, type Addition } from './aria2-additions.ts';
import {
  ARIA2_METHODS,
  folderJudgeFor,
  TOKENLESS_METHODS,
  type Aria2Method,
  type MethodContext,
} from './aria2-methods.ts';
import { isStruct, requiredList, type Aria2Params } from './aria2-params.ts';
import { placeAmongWaiting } from './aria2-positions.ts';
import { toGid } from './gid.ts';
import { RpcFailure, type RpcError } from './rpc-error.ts';

export type Aria2Call = { readonly method: string; readonly params: Aria2Params };
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: RpcError };

/** The answers to some calls, in their order. */
type DispatchResult = {
  readonly outcomes: readonly Outcome[];
  /** Whether one call showed the right token. */
  readonly proven: boolean;
};

/** Runs calls of one connection one after the other. Never rejects: what goes wrong in a call is its outcome. */
export type Aria2Dispatcher = {
  readonly run: (calls: readonly Aria2Call[], connection: Duplex) => Promise<DispatchResult>;
};

/** What a call came to: something to do, or something to add together with its neighbours. */
type Prepared =
  | { readonly kind: 'add'; readonly addition: Addition }
  | { readonly kind: 'run'; readonly method: Aria2Method; readonly params: Aria2Params }
  | { readonly kind: 'multicall'; readonly params: Aria2Params };

/** Runs aria2 methods on the app. `gate` knows the secret. */
export function createDispatcher(context: MethodContext, gate: AttemptGate): Aria2Dispatcher {
  async function run(calls: readonly Aria2Call[], connection: Duplex, isNested: boolean): Promise<DispatchResult> {
    const outcomes: Outcome[] = [];
    const batch = createAddBatch(context, outcomes);
    const folders = folderJudgeFor(context.app);
    let proven = false;
    for (const [index, call] of calls.entries()) {
      try {
        const verdict = await authorize(call, gate, connection);
        if (verdict.token === 'right') proven = true;
        const prepared = await prepare(call.method, verdict.params, folders, isNested);
        if (prepared.kind === 'add') {
          await batch.add(index, prepared.addition);
          continue;
        }
        // What comes after an addition sees it.
        await batch.flush();
        if (prepared.kind === 'multicall') {
          const nested = await runNested(prepared.params, connection);
          proven ||= nested.proven;
          outcomes[index] = { ok: true, value: nested.values };
        } else {
          outcomes[index] = { ok: true, value: await prepared.method(prepared.params, context) };
        }
      } catch (error) {
        outcomes[index] = failed(error);
      }
    }
    await batch.flush();
    return { outcomes, proven };
  }

  async function runNested(
    params: Aria2Params,
    connection: Duplex,
  ): Promise<{ values: readonly unknown[]; proven: boolean }> {
    const list = requiredList(params, 0);
    const calls = list.map(readNestedCall);
    const result = await run(
      calls.filter((call): call is Aria2Call => !(call instanceof RpcFailure)),
      connection,
      true,
    );
    const outcomes = result.outcomes.values();
    const values = calls.map((call) => {
      const outcome = call instanceof RpcFailure ? failed(call) : outcomes.next().value;
      // A success stands in a list of one, so that it cannot be mistaken for an error.
      return outcome?.ok === true ? [outcome.value] : outcome?.error;
    });
    return { values, proven: result.proven };
  }

  return { run: (calls, connection) => run(calls, connection, false) };
}

/** Takes the token off the parameters and judges it. @throws RpcFailure when the call may not be made. */
async function authorize(
  call: Aria2Call,
  gate: AttemptGate,
  connection: Duplex,
): Promise<{ params: Aria2Params; token: AttemptVerdict | null }> {
  // aria2 looks for no token here, so that one is a parameter of the wrong type.
  if (call.method === 'system.multicall') return { params: call.params, token: null };
  const [first, ...rest] = call.params;
  const token = typeof first === 'string' && first.startsWith('token:') ? first.slice('token:'.length) : null;
  const params = token === null ? call.params : rest;
  if (TOKENLESS_METHODS.has(call.method)) return { params, token: null };
  const verdict = token === null ? 'wrong' : await gate.check(token, connection);
  if (verdict === 'wrong') throw new RpcFailure('Unauthorized');
  return { params, token: verdict };
}

async function prepare(name: string, params: Aria2Params, folders: FolderJudge, isNested: boolean): Promise<Prepared> {
  const read = Object.hasOwn(ADDITION_READERS, name) ? ADDITION_READERS[name] : undefined;
  if (read !== undefined) return { kind: 'add', addition: await read(params, folders) };
  if (name === 'system.multicall') {
    if (isNested) throw new RpcFailure('Recursive system.multicall forbidden.');
    return { kind: 'multicall', params };
  }
  const method = Object.hasOwn(ARIA2_METHODS, name) ? ARIA2_METHODS[name] : undefined;
  if (method === undefined) throw new RpcFailure(`No such method: ${name.slice(0, 100)}`);
  return { kind: 'run', method, params };
}

function readNestedCall(value: unknown): Aria2Call | RpcFailure {
  if (!isStruct(value)) return new RpcFailure('system.multicall expected struct.');
  const { methodName, params } = value;
  if (typeof methodName !== 'string') return new RpcFailure('Missing methodName.');
  return { method: methodName, params: Array.isArray(params) ? params : [] };
}

/** Additions that stand side by side become one call of the queue: all of them or none, however many they are. */
function createAddBatch(
  { app }: MethodContext,
  outcomes: Outcome[],
): { add: (index: number, addition: Addition) => Promise<void>; flush: () => Promise<void> } {
  let pending: { readonly index: number; readonly addition: Addition }[] = [];

  async function flush(): Promise<void> {
    const group = pending;
    pending = [];
    const [first] = group;
    if (first === undefined) return;
    try {
      const downloads = group.flatMap(({ addition }) => addition.downloads);
      const { ids } = await app.queue.additions.addMany(downloads, { paused: first.addition.paused });
      let at = 0;
      for (const { index, addition } of group) {
        const end = at + addition.downloads.length;
        const own = ids.slice(at, end).filter((id) => id !== null);
        outcomes[index] = await added(own, addition, app.queue);
        at = end;
      }
    } catch (error) {
      for (const { index } of group) outcomes[index] = failed(error);
    }
  }

  return {
    async add(index, addition) {
      if (pending[0] !== undefined && pending[0].addition.paused !== addition.paused) await flush();
      pending.push({ index, addition });
    },
    flush,
  };
}

/** The answer for what was added, which is in its place then. */
async function added(
  ids: readonly DownloadId[],
  { position, isList }: Addition,
  queue: DownloadQueue,
): Promise<Outcome> {
  const [first, ...others] = ids;
  if (first !== undefined && position !== undefined) {
    await placeAmongWaiting(queue, first, { offset: position, how: 'POS_SET' });
    if (others.length > 0) await queue.moves.move(others, { kind: 'behind', id: first });
  }
  if (isList) return { ok: true, value: ids.map(toGid) };
  return first === undefined ? failed(new RpcFailure('No URI to download.')) : { ok: true, value: toGid(first) };
}

function failed(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    error: { code: 1, message: error instanceof RpcFailure ? message : `Sluice could not do this: ${message}` },
  };
}
