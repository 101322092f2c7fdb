/**
 * A worker for tests of its host: it closes as it should, but its thread cannot end while a call does not return, as with a name
 * lookup that nobody answers: it opens a pipe (`SLUICE_TEST_PIPE`), which waits for whoever writes to it.
 */
import { open } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { EngineCommand, EngineEvent } from '../../main/engine/protocol.ts';

// A worker gets a copy of the environment.
open(process.env['SLUICE_TEST_PIPE'] ?? '', 'r', () => {});

function tell(event: EngineEvent): void {
  parentPort?.postMessage([event]);
}

parentPort?.on('message', (commands: readonly EngineCommand[]) => {
  if (commands.some((command) => command.kind === 'close')) tell({ kind: 'closed' });
});
tell({ kind: 'ready' });
