import * as z from 'zod';
import { CATEGORIES } from './category.ts';
import { PRIORITIES, type DownloadId, type DownloadRow, type ProgressRow } from './download.ts';
import type { DownloadErrorCode } from './download-error.ts';
import type { ByteRanges } from './byte-range.ts';
import type { Frame, Notice } from './window-frame.ts';
import type { CertificateException, HostFact } from './host-fact.ts';
import { listCallInputs, type ListCallOutputs } from './list-calls.ts';
import { detailsCallInputs, type DetailsCallOutputs } from './details-calls.ts';
import { linkCallInputs, type LinkCallOutputs } from './link-calls.ts';
import { placeCallInputs, type PlaceCallOutputs } from './place-calls.ts';
import { newDownloadSchema } from './new-download.ts';
import { ANSWERS } from './question.ts';
import { VIEW_FILTERS } from './view-filter.ts';
import type { TimelineEntry } from './timeline.ts';
import { folderPath } from './folder-path.ts';
import { downloadIdSchema, downloadIdsSchema } from './id-schemas.ts';
import { lazy, lazyTable } from './lazy.ts';
import { settingsChangeSchema, type Settings } from './settings.ts';
import type { WorkProgress } from './work-progress.ts';

/**
 * Every call and every event between a window (or the command line) and the core. The same messages travel over
 * Electron IPC and over a WebSocket. Inputs come from outside and are parsed in the core by these schemas; outputs come
 * from the core and are typed only. A call without a handler does not compile (`main/app/handlers.ts`).
 */

/** A window may watch at most this many rows in one range. */
export const MAX_WATCHED_ROWS = 200;
/** One call may add at most this many links. */
export const MAX_LINKS_PER_CALL = 100_000;

/** A link that was not added, and why; the others of the same call were. */
export type RefusedLink = { readonly input: string; readonly code: DownloadErrorCode };

/** `queue` is the order in which they start, what has ended behind. `speed` and `timeLeft` order what runs, anew once a second; the rest stands before or behind it. */
export const VIEW_SORTS = [
  'added', 'queue', 'name', 'host', 'folder', 'category', 'size', 'state', 'speed', 'timeLeft',
] as const; // prettier-ignore
export type ViewSort = (typeof VIEW_SORTS)[number];

const viewSpec = lazy(() =>
  z.object({
    filter: z.enum(VIEW_FILTERS).default('all'),
    /** Only files of one kind, of one folder, or of one host; `null` for all. */
    category: z.enum(CATEGORIES).nullable().default(null),
    folder: folderPath().nullable().default(null),
    host: z.string().max(300).nullable().default(null),
    /** Case-insensitive part of the name or the link; empty for everything. */
    search: z.string().max(500).default(''),
    sort: z.enum(VIEW_SORTS).default('added'),
    descending: z.boolean().default(true),
  }),
);
export type ViewSpec = z.infer<ReturnType<typeof viewSpec>>;

const watchedRange = lazy(() =>
  z
    .object({ start: z.int().min(0), end: z.int().min(0) })
    .refine(
      (range) => range.end >= range.start && range.end - range.start <= MAX_WATCHED_ROWS,
      `a range watches at most ${MAX_WATCHED_ROWS} rows`,
    ),
);

/**
 * Where downloads are moved in the queue. `up` and `down` are one step, `top` and `bottom` all the way, within their
 * priority; beside another download they take on its priority.
 */
const queueMove = lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['up', 'down', 'top', 'bottom']) }),
    z.object({ kind: z.enum(['before', 'behind']), id: downloadIdSchema() }),
  ]),
);
export type QueueMove = z.infer<ReturnType<typeof queueMove>>;

/** How much a window can show right now: it decides how often frames come (4 a second, 1 a second, none). */
const VISIBILITIES = ['focused', 'blurred', 'hidden'] as const;
export type WindowVisibility = (typeof VISIBILITIES)[number];

/** What becomes of a complete file when its download starts again: the new one gets a number, or its place. */
const OLD_FILE_POLICIES = ['keep', 'replace'] as const;
export type OldFilePolicy = (typeof OLD_FILE_POLICIES)[number];

const nothing = lazy(() => z.object({}));

/** The input schema of every call. Each is made when it is first asked for. To add a call: a line here, its output in `CallOutputs`, and a handler. */
export const callInputs = lazyTable({
  'app.info': nothing,
  'app.shutdown': nothing,
  /** Calls off what follows the last download, or has it follow at once. Nothing where no countdown runs. */
  'app.answerCountdown': () => z.object({ answer: z.enum(['cancel', 'now']) }),
  /** Shows the system's dialog for a folder, where there is one (`AppInfo.canChooseFolder`). */
  'app.chooseFolder': () => z.object({ current: z.string().max(4096).default('') }),
  'downloads.add': () =>
    z.object({
      downloads: z.array(newDownloadSchema()).min(1).max(MAX_LINKS_PER_CALL),
      paused: z.boolean().default(false),
    }),
  'downloads.list': () =>
    z.object({
      view: viewSpec().prefault({}),
      start: z.int().min(0).default(0),
      count: z.int().min(1).max(MAX_WATCHED_ROWS).default(MAX_WATCHED_ROWS),
    }),
  'downloads.get': () => z.object({ id: downloadIdSchema() }),
  'downloads.pause': () => z.object({ ids: downloadIdsSchema() }),
  'downloads.resume': () => z.object({ ids: downloadIdsSchema() }),
  'downloads.retry': () => z.object({ ids: downloadIdsSchema() }),
  /**
   * Begins at the first byte, in the same row; those that run are left alone. A complete file stays until the new one is
   * whole, and then too, unless `oldFile` is `replace`.
   */
  'downloads.restart': () => z.object({ ids: downloadIdsSchema(), oldFile: z.enum(OLD_FILE_POLICIES).default('keep') }),
  /** What keeps its files can be brought back by `downloads.undoRemove`, unless it goes `forGood`. */
  'downloads.remove': () =>
    z.object({
      ids: downloadIdsSchema(),
      deleteFiles: z.boolean().default(false),
      forGood: z.boolean().default(false),
    }),
  /** Moves downloads in the queue; they keep their own order. What has ended is not moved. */
  'downloads.move': () => z.object({ ids: downloadIdsSchema(), to: queueMove() }),
  'downloads.setPriority': () => z.object({ ids: downloadIdsSchema(), priority: z.enum(PRIORITIES) }),
  'downloads.pauseAll': nothing,
  'downloads.resumeAll': nothing,
  /** A file that runs as a program (`shared/program-file.ts`) is refused as `call.isProgram` unless `confirmed`. */
  'downloads.open': () => z.object({ id: downloadIdSchema(), confirmed: z.boolean().default(false) }),
  'downloads.showInFolder': () => z.object({ id: downloadIdSchema() }),
  /** Answers the question of blocked downloads; those that do not offer this answer stay as they are. */
  'downloads.answer': () => z.object({ ids: downloadIdsSchema(), answer: z.enum(ANSWERS) }),
  /** Another link to the same file, for a download that is not running. Proved before a byte is written. */
  'downloads.newLink': () => z.object({ id: downloadIdSchema(), url: z.string().max(20_000) }),
  'downloads.timeline': () => z.object({ id: downloadIdSchema() }),
  /** Reads what is on disk and compares it with the checksums taken while it was written. */
  'downloads.verify': () => z.object({ id: downloadIdSchema() }),
  /** Fetches the damaged blocks that the last `downloads.verify` found. */
  'downloads.repair': () => z.object({ ids: downloadIdsSchema() }),
  /** Takes up unfinished files that lie in a folder and belong to no download. */
  'downloads.recover': () => z.object({ directory: folderPath() }),
  ...linkCallInputs,
  ...detailsCallInputs,
  ...listCallInputs,
  ...placeCallInputs,
  'hosts.list': nothing,
  /** Forgets what was learned about one host, or about all. */
  'hosts.forget': () => z.object({ host: z.string().max(300).nullable().default(null) }),
  'certificates.list': nothing,
  'certificates.forget': () => z.object({ host: z.string().max(300), port: z.int().min(1).max(65_535) }),
  'backups.list': nothing,
  'backups.create': nothing,
  /** Puts a backup in place of the list; takes effect when Sluice starts again, and it ends by itself for that. */
  'backups.restore': () => z.object({ name: z.string().min(1).max(200) }),
  'settings.get': nothing,
  'settings.change': settingsChangeSchema,
  /** Replaces what this window watches; the next frame brings all of it. Also the way to ask again after a gap. */
  'view.watch': () => z.object({ view: viewSpec(), ranges: z.array(watchedRange()).max(4) }),
  /** Someone points at the list: views sorted by live numbers keep their order until they do not. */
  'view.hold': () => z.object({ isHeld: z.boolean() }),
  'view.visibility': () => z.object({ visibility: z.enum(VISIBILITIES) }),
});

/** What each call answers. */
export type CallOutputs = CommonCallOutputs & DetailsCallOutputs & LinkCallOutputs & ListCallOutputs & PlaceCallOutputs;

type CommonCallOutputs = {
  'app.info': AppInfo;
  'app.shutdown': null;
  'app.answerCountdown': null;
  /** Absolute; `null` when none was chosen. */
  'app.chooseFolder': { readonly folder: string | null };
  /** `ids[i]` belongs to `downloads[i]`; `null` where it was refused. */
  'downloads.add': { readonly ids: readonly (DownloadId | null)[]; readonly refused: readonly RefusedLink[] };
  'downloads.list': {
    readonly total: number;
    readonly rows: readonly DownloadRow[];
    readonly progress: readonly ProgressRow[];
  };
  'downloads.get': { readonly row: DownloadRow; readonly progress: ProgressRow };
  /** How many downloads the call changed. */
  'downloads.pause': { readonly changed: number };
  'downloads.resume': { readonly changed: number };
  'downloads.retry': { readonly changed: number };
  'downloads.restart': { readonly changed: number };
  'downloads.remove': { readonly changed: number };
  'downloads.move': { readonly changed: number };
  'downloads.setPriority': { readonly changed: number };
  'downloads.pauseAll': { readonly changed: number };
  'downloads.resumeAll': { readonly changed: number };
  'downloads.open': null;
  'downloads.showInFolder': null;
  'downloads.answer': { readonly changed: number };
  'downloads.newLink': null;
  'downloads.timeline': { readonly entries: readonly TimelineEntry[] };
  'downloads.verify': Verification;
  'downloads.repair': { readonly changed: number };
  'downloads.recover': RecoverReport;
  'hosts.list': { readonly facts: readonly HostFact[] };
  'hosts.forget': { readonly changed: number };
  'certificates.list': { readonly exceptions: readonly CertificateException[] };
  'certificates.forget': { readonly changed: number };
  'backups.list': { readonly backups: readonly Backup[] };
  'backups.create': Backup;
  'backups.restore': null;
  'settings.get': Settings;
  'settings.change': Settings;
  'view.watch': null;
  'view.hold': null;
  'view.visibility': null;
};

/** What the check of a file against its block checksums found. */
export type Verification = {
  readonly checkedBytes: number;
  /** Bytes on disk that no checksum was taken of. */
  readonly uncheckedBytes: number;
  readonly damaged: ByteRanges;
};

/** What was taken up of a folder, and what could not be and why. */
export type RecoverReport = {
  readonly recovered: readonly { readonly id: DownloadId; readonly name: string; readonly durableBytes: number }[];
  readonly skipped: readonly { readonly name: string; readonly reason: SkipReason }[];
};
export type SkipReason = 'inUse' | 'noRecord' | 'unreadable' | 'nothingIntact';

/** A copy of the list in the data folder. `name` identifies it. */
export type Backup = {
  readonly name: string;
  readonly atMs: number;
  readonly sizeBytes: number;
};

export type CallName = keyof typeof callInputs;
/** What a caller writes. */
export type CallInput<Name extends CallName> = z.input<(typeof callInputs)[Name]>;
/** What a handler gets, parsed and with defaults. */
export type ParsedCallInput<Name extends CallName> = z.output<(typeof callInputs)[Name]>;
export type CallOutput<Name extends CallName> = CallOutputs[Name];

/** A call that did not work, as a stable code. Words for people stand in `shared/locales` under the same code. */
export type CallErrorCode =
  | 'call.unknown'
  | 'call.badInput'
  | 'call.notFound'
  | 'call.notCompleted'
  | 'call.folderNotAbsolute'
  | 'call.fileGone'
  | 'call.folderGone'
  | 'call.isProgram'
  | 'call.badLink'
  | 'call.isRunning'
  | 'call.openFailed'
  | 'call.notSaved'
  | 'call.notWritten'
  | 'call.notOurFile'
  | 'call.notTrashed'
  | 'call.portTaken'
  | 'call.backupGone'
  | 'call.backupUnusable'
  | 'call.closing'
  | 'call.cancelled'
  | 'call.failed';

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: CallErrorCode; readonly detail: string };

/** Facts about the running Sluice that a window shows. */
export type AppInfo = {
  readonly version: string;
  readonly dataFolder: string;
  readonly downloadFolder: string;
  /** Whether `app.chooseFolder` can ask someone. */
  readonly canChooseFolder: boolean;
  /** Whether files that a user deletes go to the system's trash, if it takes them. */
  readonly usesTrash: boolean;
  /** Things that happened at start-up and the user must know, such as a damaged database that was put aside. */
  readonly notices: readonly Notice[];
};

/** From a window to the core. The core parses it; see `main/app/window-session.ts`. */
export const windowMessageSchema = lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('call'), callId: z.int().min(0), name: z.string().max(100), input: z.unknown() }),
    /** The result of a call is not wanted any more: it is answered as `call.cancelled`, unless it is over. */
    z.object({ type: z.literal('cancel'), callId: z.int().min(0) }),
    z.object({ type: z.literal('acknowledge'), revision: z.int().min(0) }),
  ]),
);
export type WindowMessage = z.infer<ReturnType<typeof windowMessageSchema>>;

/** From the core to a window. */
export type CoreMessage =
  | { readonly type: 'reply'; readonly callId: number; readonly reply: Reply<unknown> }
  /** How far a call is that takes long; comes before its reply, a few times a second. */
  | { readonly type: 'progress'; readonly callId: number; readonly progress: WorkProgress }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'request'; readonly request: WindowRequest };

/**
 * What the app around a window asks of it. Links that came from outside (another program, the system, a second launch)
 * are put into the add dialog and wait there for the user: strangers can write them.
 */
export type WindowRequest =
  | {
      readonly kind: 'addLinks';
      readonly links: readonly string[];
      /** Metalink files as they were opened: only the text holds the mirrors and checksums. */
      readonly metalinks?: readonly { readonly name: string; readonly text: string }[];
    }
  /** A newer version of Sluice: downloaded and installed at the next quit, or to be got elsewhere. */
  | { readonly kind: 'update'; readonly state: 'ready' | 'available'; readonly version: string }
  | { readonly kind: 'openSettings' }
  /** Everything has been downloaded, and what was chosen for then follows unless it is called off (`app.answerCountdown`). */
  | { readonly kind: 'countdown'; readonly action: DoneAction; readonly endsAtMs: number }
  /** It was called off elsewhere, or has begun. */
  | { readonly kind: 'countdownOver' };

/** What the desktop app can do once everything has been downloaded. */
export type DoneAction = 'quit' | 'sleep' | 'shutDown';
