import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';

export type PacedServerPlan = {
  readonly sizeBytes: number;
  /** Of each answer. */
  readonly bytesPerSecond: number;
  /** The answer to the nth request since the facts were taken is slower. */
  readonly crawl?: { readonly request: number; readonly bytesPerSecond: number };
  /** The answer to the nth request falls silent. */
  readonly stall?: { readonly request: number; readonly afterBytes: number };
  /** More at once are refused; JSON has no Infinity. */
  readonly maxAtOnce: number;
  readonly refuseWith: '429' | 'reset';
};

export type LongFatPipePlan = {
  /** Of the server behind it. */
  readonly port: number;
  readonly roundTripMs: number;
  /** Of all connections together. */
  readonly bytesPerSecond: number;
  /** The most that a connection has under way. */
  readonly windowBytes: number;
};

type Plans = { readonly 'paced-server': PacedServerPlan; readonly 'long-fat-pipe': LongFatPipePlan };

/** What a server saw since it was asked last; times are on its own clock. */
export type ServerFacts = {
  firstRequestMs: number;
  lastByteMs: number;
  /** When 99 % of the file's size had been sent; 0 where nobody knows the size. */
  lateBytesMs: number;
  requests: number;
  refusals: number;
  sentBytes: number;
  mostAtOnce: number;
};

export type ServerProcess = AsyncDisposable & {
  readonly origin: string;
  /** Counts requests from 1 again. */
  readonly takeFacts: () => Promise<ServerFacts>;
};

/** Starts one of the servers of this folder as a process of its own. Ends by `await using`. */
export async function startServer<Name extends keyof Plans>(name: Name, plan: Plans[Name]): Promise<ServerProcess> {
  const child = fork(path.join(import.meta.dirname, `${name}.ts`), [JSON.stringify(plan)]);
  const exited = once(child, 'exit');
  // The server says nothing but its port and then its facts, each once for each question.
  const answer = async (): Promise<unknown> => {
    const died = exited.then(() => Promise.reject(new Error(`${name} ended`)));
    const [message] = (await Promise.race([once(child, 'message'), died])) as [unknown];
    return message;
  };
  const port = (await answer()) as number;
  return {
    origin: `http://127.0.0.1:${port}`,
    takeFacts: async () => {
      const told = answer();
      child.send('facts');
      return (await told) as ServerFacts;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** For the servers: nothing was seen yet. */
export function emptyFacts(): ServerFacts {
  return { firstRequestMs: 0, lastByteMs: 0, lateBytesMs: 0, requests: 0, refusals: 0, sentBytes: 0, mostAtOnce: 0 };
}

/** For the servers: listens, tells the port, and answers whoever started it. */
export function serve(server: Server, takeFacts: () => ServerFacts): void {
  server.listen(0, '127.0.0.1', () => {
    // Listening on TCP, so the address is an object.
    process.send?.((server.address() as AddressInfo).port);
  });
  process.on('message', () => process.send?.(takeFacts()));
  // Whoever started it is gone.
  process.on('disconnect', () => process.exit());
}
