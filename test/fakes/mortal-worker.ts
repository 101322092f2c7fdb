/** A worker for tests of its host: it echoes limits as events, and dies when told to start a download. */
import { parentPort } from 'node:worker_threads';
import type { EngineCommand, EngineEvent } from '../../main/engine/protocol.ts';
import { encodeProgress } from '../../shared/progress-frame.ts';

function tell(event: EngineEvent): void {
  parentPort?.postMessage([event]);
}

function handle(command: EngineCommand): void {
  if (command.kind === 'start') throw new Error('the worker fell over');
  if (command.kind === 'limit') {
    const row = { id: 1, run: 1, receivedBytes: command.bytesPerSecond, bytesPerSecond: 0, connections: 0 };
    tell({ kind: 'progress', frame: encodeProgress([row]) });
  }
  if (command.kind === 'close') tell({ kind: 'closed' });
}

parentPort?.on('message', (commands: readonly EngineCommand[]) => commands.forEach(handle));
tell({ kind: 'ready' });
