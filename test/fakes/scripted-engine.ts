import type { ProbeFacts } from '../../main/engine/file-facts.ts';
import type { CloseVerdict, EngineCommand, EngineEvent, EnginePort } from '../../main/engine/protocol.ts';
import type { DownloadId } from '../../shared/download.ts';

/** Facts of a plain file on a good server. */
export const PLAIN_FACTS: ProbeFacts = {
  finalUrl: 'https://example.org/file.zip',
  suggestedName: 'file.zip',
  // Large enough for a placeholder; what comes in the end is told by `finished`.
  sizeBytes: 5 * 2 ** 20,
  acceptsRanges: true,
  validators: { etag: '"1"', lastModified: null },
  contentType: 'application/zip',
  digest: null,
};

/** An engine that does nothing but remember what it was told; the test plays the transfers. */
export class ScriptedEngine implements EnginePort {
  readonly commands: EngineCommand[] = [];
  tell: (event: EngineEvent) => void = () => {};
  die: (reason: string) => void = () => {};
  onCommand: (command: EngineCommand) => void = () => {};

  listen = (onEvent: (event: EngineEvent) => void, onDied: (reason: string) => void): void => {
    this.tell = onEvent;
    this.die = onDied;
  };

  send = (command: EngineCommand): void => {
    this.commands.push(command);
    this.onCommand(command);
  };

  close = async (): Promise<CloseVerdict> => 'ended';

  /** The last start of a download. */
  lastStart(id: DownloadId): Extract<EngineCommand, { kind: 'start' }> {
    const start = this.commands.findLast((command) => command.kind === 'start' && command.id === id);
    if (start?.kind !== 'start') throw new Error(`download ${id} was never started`);
    return start;
  }

  startedIds(): DownloadId[] {
    return this.commands.flatMap((command) => (command.kind === 'start' ? [command.id] : []));
  }
}
