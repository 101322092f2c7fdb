import { parentPort } from 'node:worker_threads';
import { Engine } from './engine.ts';
import type { EngineCommand, EngineEvent } from './protocol.ts';

/** The entry of the engine's thread: commands come from the parent port, events go there, `ready` first. */

const port = parentPort;
if (port === null) throw new Error('the engine runs in a worker thread');

function post(event: EngineEvent): void {
  // A frame is handed over, not copied.
  port?.postMessage(event, event.kind === 'progress' ? [event.frame.buffer] : []);
  // Without its listener on the port the thread ends by itself.
  if (event.kind === 'closed') port?.close();
}

const engine = new Engine(post);
port.on('message', (command: EngineCommand) => engine.handle(command));
post({ kind: 'ready' });
