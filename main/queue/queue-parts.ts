import { ruledFolder } from '../../shared/folder-rules.ts';
import type { Moment } from '../../shared/moment.ts';
import type { PromptDisk } from '../../shared/prompt-disk.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock, Network } from '../app/ports.ts';
import type { EnginePort } from '../engine/protocol.ts';
import type { CertificateStore } from '../store/certificate-store.ts';
import type { DownloadStore } from '../store/download-store.ts';
import type { HostStore } from '../store/host-store.ts';
import type { SettingsStore } from '../store/settings-store.ts';
import type { TimelineStore } from '../store/timeline-store.ts';
import { CurrentSettings } from './current-settings.ts';
import { CommandTurn } from './command-turn.ts';
import { DownloadTable } from './download-table.ts';
import { EngineChecks } from './engine-checks.ts';
import { FileChecks } from './file-checks.ts';
import { PromptCalls } from './file-calls.ts';
import { FileMover } from './file-mover.ts';
import { HeldNames } from './held-names.ts';
import { HostMemory } from './host-memory.ts';
import { LeftoverCleaner, type CleanerFiles } from './leftover-cleaner.ts';
import { LinkAdditions } from './link-additions.ts';
import { ListImport } from './list-import.ts';
import { NetworkPatience } from './network-patience.ts';
import { PartRecovery } from './part-recovery.ts';
import { RemovedDownloads } from './removed-downloads.ts';
import { claimsOn } from './removed-files.ts';
import { PlaceCommands } from './place-commands.ts';
import { QueueMoves } from './queue-moves.ts';
import { QuestionCommands } from './question-commands.ts';
import { SystemHold } from './system-hold.ts';
import { TransferSupervisor } from './transfer-supervisor.ts';
import { TurnPlanner } from './turn-planner.ts';
import { UserCommands } from './user-commands.ts';

export type QueueInput = {
  readonly downloads: DownloadStore;
  readonly timeline: TimelineStore;
  readonly hosts: HostStore;
  readonly certificates: CertificateStore;
  readonly settingsStore: SettingsStore;
  readonly settings: Settings;
  /** See `countsAsAttempt`. */
  readonly countsEveryTry: boolean;
  readonly engine: EnginePort;
  readonly clock: Clock;
  readonly network: Network;
  readonly random: () => number;
  readonly defaultDownloadFolder: string;
  /** Where this thread may make calls to the disk itself. */
  readonly promptDisk: PromptDisk;
  /** See `TurnPlannerInput`. */
  readonly turnIntervalMs: number;
  /** Where files go that the user deletes; `null` where they are deleted at once. */
  readonly moveToTrash: ((path: string) => Promise<void>) | null;
  /** A commit failed and will be tried again; the message is SQLite's. */
  readonly onCommitTrouble: (error: unknown) => void;
};

/** What the queue is made of. Each part has one task; who tells whom stands in this file. */
export type QueueParts = {
  readonly table: DownloadTable;
  readonly settings: CurrentSettings;
  readonly hosts: HostMemory;
  readonly patience: NetworkPatience;
  readonly systemHold: SystemHold;
  readonly turns: TurnPlanner;
  readonly engineChecks: EngineChecks;
  readonly recovery: PartRecovery;
  readonly supervisor: TransferSupervisor;
  readonly cleaner: LeftoverCleaner;
  readonly checks: FileChecks;
  readonly removed: RemovedDownloads;
  readonly listImport: ListImport;
  readonly additions: LinkAdditions;
  readonly commands: UserCommands;
  readonly questions: QuestionCommands;
  readonly mover: FileMover;
  readonly places: PlaceCommands;
  readonly moves: QueueMoves;
  readonly turn: CommandTurn;
};

/** What stands alone: the list, the settings, what is known of servers. */
function createGround(input: QueueInput) {
  const { clock } = input;
  const now = (): Moment => ({ wallMs: clock.nowMs(), steadyMs: clock.monotonicMs() });
  const table = new DownloadTable(input.downloads, clock.nowMs);
  return {
    table,
    now,
    settings: new CurrentSettings({
      store: input.settingsStore,
      initial: input.settings,
      defaultDownloadFolder: input.defaultDownloadFolder,
    }),
    hosts: new HostMemory({ store: input.hosts, table, now }),
    engineChecks: new EngineChecks(input.engine),
  };
}

/** Makes the parts and ties them together. @param onProgress the live numbers moved. */
export function createQueueParts(input: QueueInput, onProgress: () => void): QueueParts {
  const { engine, clock, certificates } = input;
  const { table, now, settings: current, hosts, engineChecks } = createGround(input);
  const settings = (): Settings => current.get();
  const touch = (): void => turns.touch();
  const patience = new NetworkPatience({ network: input.network, table, now, touch });
  const systemHold = new SystemHold({
    network: input.network,
    settings,
    letGo: () => commands.putBack([...table.idsIn('probing'), ...table.idsIn('downloading')]),
    onChange: () => {
      touch();
      onProgress();
    },
  });
  const turns = new TurnPlanner({
    ...input,
    table,
    hosts,
    patience,
    systemHold,
    now,
    settings,
    supervisor: () => supervisor,
  });
  const calls = new PromptCalls(input.promptDisk);
  const recovery = new PartRecovery({
    calls,
    table,
    checks: engineChecks,
    clock,
    filesOfRemoved: () => supervisor.filesOfRemoved(),
  });
  const held = new HeldNames(table);
  const supervisor = new TransferSupervisor({
    held,
    calls,
    takeUp: (id, isWanted) => recovery.takeUp(id, isWanted),
    checks: engineChecks,
    table,
    engine,
    clock,
    random: input.random,
    settings,
    countsEveryTry: input.countsEveryTry,
    hosts,
    patience,
    certificates: () => certificates.list(clock.nowMs()),
    defaultFolder: () => current.downloadFolder(),
    committed: () => turns.committed(),
    touch,
    onProgress,
    onRemovedRunEnded: (files) => cleaner.cleanLetGo(files),
    cleanFiles: () => cleaner.clean(),
  });
  const cleaner = createCleaner(input, table, (file) => supervisor.mayWrite(file) || mover.isMaking(file));
  const checks = new FileChecks({
    table,
    checks: engineChecks,
    isRunning: (id) => supervisor.isRunning(id),
    clock,
    touch,
  });
  const listImport = new ListImport({ table, clock, defaultFolder: () => current.downloadFolder() });
  const turn = new CommandTurn({ table, clock, turns });
  const moves = new QueueMoves({ table, turn, supervisor });
  const cleanFiles = (): void => cleaner.clean();
  const mover = new FileMover({
    table,
    held,
    checks: engineChecks,
    clock,
    settings,
    committed: () => turns.committed(),
    touch,
    cleanFiles,
    onProgress,
    mark: (file, download) => supervisor.mark(file, download),
  });
  const places = new PlaceCommands({ table, turn, supervisor, mover, cleanFiles });
  const commands = new UserCommands({
    table,
    turn,
    supervisor,
    clock,
    patience,
    noteRemoval: () => removed.noteRemoval(),
    cleanFiles,
  });
  const additions = new LinkAdditions({
    table,
    turn,
    clock,
    folderFor: (link) =>
      ruledFolder(settings().folderRules, { ...link, contentType: null }) ?? current.downloadFolder(),
    touch,
  });
  const removed = new RemovedDownloads({
    store: input.downloads,
    table,
    supervisor,
    filesSettled: async () => {
      await Promise.all([cleaner.settled(), recovery.settled()]);
    },
    bringBack: (rows, putBack) => recovery.bringBack(rows, putBack),
    clock,
    touch,
    onTrouble: input.onCommitTrouble,
  });
  const questions = new QuestionCommands({
    table,
    turn,
    supervisor,
    clock,
    certificates,
    remove: (ids) => commands.remove(ids, { deleteFiles: false }),
    cleanFiles,
  });
  return {
    table, settings: current, hosts, patience, systemHold, turns, engineChecks, recovery, supervisor, cleaner, checks,
    removed, listImport, additions, commands, questions, mover, places, moves, turn,
  }; // prettier-ignore
}

function createCleaner(input: QueueInput, table: DownloadTable, isBusy: (file: string) => boolean): LeftoverCleaner {
  let commits = 0;
  table.onCommit(() => (commits += 1));
  const files: CleanerFiles = {
    isBusy: (file) => isBusy(file.path),
    claims: (paths) => claimsOn((names) => table.maybeWithFile(names), paths),
    commits: () => commits,
    afterCommit: (call) => table.afterCommit(call),
    moveToTrash: input.moveToTrash,
  };
  return new LeftoverCleaner(input.downloads, files, input.onCommitTrouble);
}
