/** Where a victim can be made to kill itself; see `kill-point.ts`. */
export type KillPoint =
  | 'after-datasync'
  | 'before-commit'
  | 'after-commit'
  | 'before-create'
  | 'after-create'
  | 'before-rename'
  | 'after-rename'
  | 'before-link'
  | 'after-link'
  | 'before-copy-sync'
  | 'before-unlink'
  | 'after-unlink'
  | 'before-move'
  | 'after-move'
  | 'amid-migration';

/** How one life of a victim ends: after some time from its start, or at the n-th (from 1 to `within`) time at a point. */
export type Kill =
  | { readonly kind: 'moment'; readonly withinMs: number }
  | { readonly kind: 'point'; readonly points: readonly KillPoint[]; readonly within: number };

/** One kind of round. Each kill is one life of the victim; after the last one it may finish. */
export type Scenario = {
  readonly name: string;
  readonly sizes: readonly number[];
  /** The first file comes without pauses, so that it is written past the page cache. */
  readonly isFast?: true;
  /**
   * The list is one of schema 1 with a file half done; or a backup is made, or made and restored, on the way; or all files are
   * renamed and moved once they are complete, to another file system where there is one; or all are removed and brought back on the
   * way, a few times; or the links come by the import of a list.
   */
  readonly special: 'none' | 'oldList' | 'backup' | 'restore' | 'move' | 'moveFar' | 'undo' | 'import';
  readonly kills: readonly Kill[];
};

const MIB = 1024 * 1024;
const sized = (count: number, bytes: number): number[] => Array.from({ length: count }, () => bytes);
/** A file over several connections, and a handful of small ones. */
const MIXED = [6 * MIB, ...sized(8, 100_000)];
/** Longer than several checkpoints take. */
const LARGE = [64 * MIB, ...sized(4, 100_000)];
const MANY = sized(500, 3000);

const moment = (withinMs: number): Kill => ({ kind: 'moment', withinMs });
const point = (within: number, ...points: KillPoint[]): Kill => ({ kind: 'point', points, within });

/** Rounds take them in turn. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'any moment, a large file', sizes: LARGE, special: 'none', kills: sized(4, 1800).map(moment) },
  {
    name: 'any moment, a large file that comes fast',
    sizes: [384 * MIB, 100_000],
    isFast: true,
    special: 'none',
    kills: [moment(1500), point(6, 'after-datasync'), moment(1500)],
  },
  {
    name: 'between fdatasync and the commit of a checkpoint',
    sizes: MIXED,
    special: 'none',
    kills: [point(5, 'after-datasync'), point(4, 'after-datasync'), point(2, 'after-datasync'), moment(900)],
  },
  {
    name: 'before or after any commit',
    sizes: MIXED,
    special: 'none',
    kills: [point(12, 'before-commit', 'after-commit'), point(8, 'before-commit', 'after-commit'), moment(900)],
  },
  {
    name: 'between the commit of finishing and the rename',
    sizes: MIXED,
    special: 'none',
    kills: [point(6, 'before-rename'), point(3, 'before-rename'), point(1, 'before-rename')],
  },
  {
    name: 'between the rename and the commit of completed',
    sizes: MIXED,
    special: 'none',
    kills: [point(6, 'after-rename'), point(3, 'after-rename'), point(1, 'after-rename')],
  },
  {
    name: 'between the names taken on disk and in the list',
    sizes: MIXED,
    special: 'none',
    kills: [point(9, 'after-create'), point(6, 'before-create', 'after-create'), point(2, 'after-create')],
  },
  {
    name: 'during start-up recovery',
    sizes: MIXED,
    special: 'none',
    kills: [
      point(4, 'before-rename', 'after-rename', 'after-create'),
      point(2, 'before-commit', 'after-commit', 'before-unlink', 'after-unlink', 'before-rename', 'after-rename'),
      point(3, 'before-commit', 'after-commit', 'after-unlink', 'after-rename'),
      point(2, 'before-commit', 'after-commit'),
    ],
  },
  {
    name: 'any moment, 500 queued files',
    sizes: MANY,
    special: 'none',
    kills: [moment(2500), point(400, 'before-commit', 'after-rename', 'after-create'), moment(2500)],
  },
  {
    name: 'during a migration from schema 1',
    sizes: MIXED,
    special: 'oldList',
    kills: [
      point(1, 'before-move', 'after-move', 'amid-migration', 'before-commit', 'after-commit'),
      point(1, 'amid-migration', 'before-commit', 'after-commit'),
      moment(900),
    ],
  },
  {
    name: 'while files are renamed and moved',
    sizes: MIXED,
    special: 'move',
    kills: [
      point(9, 'before-link', 'after-link'),
      point(30, 'before-commit', 'after-commit'),
      point(6, 'after-link', 'before-unlink', 'after-unlink'),
      point(3, 'before-link', 'after-link', 'before-unlink', 'after-unlink', 'after-commit'),
    ],
  },
  {
    name: 'while files are copied to another file system',
    sizes: LARGE,
    special: 'moveFar',
    kills: [
      moment(2500),
      point(3, 'before-copy-sync'),
      point(5, 'before-rename', 'after-rename', 'before-unlink'),
      point(12, 'before-commit', 'after-commit', 'after-create', 'after-unlink'),
    ],
  },
  {
    name: 'while downloads are removed and brought back',
    sizes: MIXED,
    special: 'undo',
    kills: [
      point(20, 'before-commit', 'after-commit'),
      point(12, 'before-commit', 'after-commit', 'before-unlink', 'after-unlink'),
      point(6, 'before-unlink', 'after-unlink', 'after-create', 'after-rename'),
      moment(900),
    ],
  },
  {
    name: 'during the import of a list',
    sizes: MANY,
    special: 'import',
    kills: [
      point(1, 'before-commit', 'after-commit'),
      point(3, 'before-commit', 'after-commit'),
      point(6, 'before-commit', 'after-commit'),
      moment(1200),
    ],
  },
  {
    name: 'during a backup',
    sizes: MIXED,
    special: 'backup',
    kills: [point(1, 'before-move', 'after-move'), point(1, 'before-move', 'after-move'), moment(700)],
  },
  {
    name: 'during a restore',
    sizes: MIXED,
    special: 'restore',
    kills: [
      point(4, 'before-move', 'after-move'),
      point(4, 'before-move', 'after-move'),
      point(3, 'before-move', 'after-move'),
      moment(700),
    ],
  },
];
