import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { Engine } from './engine.ts';
import { LongTurn } from './long-turn.ts';
import { Mailbag } from '../../shared/mailbag.ts';
import type { EngineCommand, EngineEvent } from './protocol.ts';

/** The entry of the engine's thread: bags of commands come from the parent port, bags of events go there, `ready` first. */

const port = parentPort;
if (port === null) throw new Error('the engine runs in a worker thread');

/** All events of one turn of the loop. */
const events = new Mailbag<EngineEvent>((messages) => {
  // Frames are handed over, not copied.
  port.postMessage(
    messages,
    messages.flatMap((event) => (event.kind === 'progress' ? [event.frame.buffer] : [])),
  );
  // Without its listener on the port the thread ends by itself.
  if (messages.at(-1)?.kind === 'closed') port.close();
}, setImmediate);

/** What is asked for while a long turn lasts begins in it: the port itself is looked at only when all sockets were. */
const turn = new LongTurn(
  () => {
    events.empty();
    for (let bag = receiveMessageOnPort(port); bag !== undefined; bag = receiveMessageOnPort(port)) {
      take(bag.message);
    }
  },
  { nowMs: () => performance.now(), later: setImmediate },
);

const engine = new Engine((event) => {
  events.add(event);
  turn.note();
});

function take(commands: readonly EngineCommand[]): void {
  for (const command of commands) engine.handle(command);
}

port.on('message', take);
events.add({ kind: 'ready' });
