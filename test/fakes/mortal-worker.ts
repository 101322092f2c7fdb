/** A worker for tests of its host: it echoes limits and the disk of the list as events, and dies when told to start a download. */
import { parentPort } from 'node:worker_threads';
import type { EngineCommand, EngineEvent } from '../../main/engine/protocol.ts';
import { encodeProgress } from '../../shared/progress-frame.ts';

function tell(event: EngineEvent): void {
  parentPort?.postMessage([event]);
}

function echo(number: number): void {
  const row = { id: 1, run: 1, receivedBytes: number, bytesPerSecond: 0, connections: 0, check: null };
  tell({ kind: 'progress', frame: encodeProgress([row]) });
}

function handle(command: EngineCommand): void {
  if (command.kind === 'start') throw new Error('the worker fell over');
  if (command.kind === 'limit') echo(command.bytesPerSecond);
  if (command.kind === 'listDisk') echo(Number(command.device));
  if (command.kind === 'close') tell({ kind: 'closed' });
}

parentPort?.on('message', (commands: readonly EngineCommand[]) => commands.forEach(handle));
tell({ kind: 'ready' });
