import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { makeTempFolder } from '../support/temp-folder.ts';
import { layOldList } from './old-list.ts';
import { fileContent, type PacedServer } from './paced-server.ts';
import type { Kill, Scenario } from './scenarios.ts';
import type { VictimPlan } from './victim.ts';

/** A last life that has not finished by then is stuck, in milliseconds. */
const FINISH_BOUND_MS = 60_000;

/**
 * What one kill may cost, in bytes of the large file: a checkpoint is begun after 16 MiB, and while the disk syncs these
 * the next 16 MiB may come; beyond that, what was on its way: each of 8 connections has at most 1 MiB in the sockets'
 * buffers and in the blocks that gather for one write.
 */
const MOST_TWICE_PER_KILL = (16 + 16 + 8) * 2 ** 20;
/** Of a file that comes fast the next checkpoint begins after 32 MiB, and up to 64 MiB are not durable. */
const MOST_TWICE_FAST = (64 + 8) * 2 ** 20;

export type RoundResult = {
  readonly wrong: readonly string[];
  readonly kills: number;
  /** Kills at the named point that was aimed at; a life may end before it gets there. */
  readonly atPoint: number;
  /** Body bytes that the server sent beyond one of each. */
  readonly twiceBytes: number;
};

/** One kind of round, its number (which makes its files) and the source of its moments, uniform in [0, 1). */
export type RoundInput = { readonly scenario: Scenario; readonly round: number; readonly random: () => number };

type RoundFile = { readonly size: number; readonly seed: number; readonly url: string; readonly name: string };

/** Plays one round: kills, starts again, lets it finish, and looks at every file. */
export async function playRound(server: PacedServer, { scenario, round, random }: RoundInput): Promise<RoundResult> {
  using folder = makeTempFolder();
  const files = scenario.sizes.map((size, index): RoundFile => {
    const seed = round * 1000 + index;
    const pace = scenario.isFast === true && index === 0 ? 'fast' : 'paced';
    return { size, seed, url: server.url(size, seed, pace), name: `${seed}.bin` };
  });
  const place = { dataFolder: path.join(folder.path, 'data'), downloadFolder: path.join(folder.path, 'files') };
  const alreadyBytes = scenario.special === 'oldList' ? layFiles(place, files) : 0;
  const urls = files.map((file) => file.url);
  const sentBefore = server.sentBytes();
  using far = scenario.special === 'moveFar' ? makeFarFolder() : null;
  const moveTo = far?.path ?? (scenario.special === 'move' ? path.join(folder.path, 'moved') : null);
  if (moveTo !== null) mkdirSync(moveTo, { recursive: true });
  const lives = new Lives({ ...place, urls, action: 'none', moveTo }, scenario.special === 'oldList');
  const end = (wrong: readonly string[]): RoundResult => ({
    wrong,
    kills: lives.kills,
    atPoint: lives.atPoint,
    twiceBytes: server.sentBytes() - sentBefore - (files.reduce((sum, file) => sum + file.size, 0) - alreadyBytes),
  });

  for (const kill of scenario.kills) {
    const life = await lives.live(actionFor(scenario, lives), toTrigger(kill, random));
    if (life.wrong !== null) return end([life.wrong]);
    if (life.isCompleted) break;
  }
  const last = lives.isCompleted ? null : await lives.live(scenario.special === 'import' ? 'import' : 'none', null);
  if (last?.wrong) return end([last.wrong]);
  if (!lives.isCompleted) return end([`did not finish: ${last?.complaint.trim() || 'stuck'}`]);
  // Both give up what they cannot prove, or forget it with its files left: it may come twice.
  const isFromOtherDay = scenario.special === 'restore' || scenario.special === 'undo';
  const result = end(findWrong(place, { files, mayLeaveFiles: isFromOtherDay, moveTo }));
  // Two connections may race for the end of a file, whether or not anything is killed.
  const bound = (scenario.isFast === true ? MOST_TWICE_FAST : MOST_TWICE_PER_KILL) * Math.max(1, result.kills);
  if (isFromOtherDay || result.twiceBytes <= bound) return result;
  return { ...result, wrong: [...result.wrong, `${result.twiceBytes} bytes twice for ${result.kills} kills`] };
}

function actionFor({ special }: Scenario, { isRestoring }: Lives): VictimPlan['action'] {
  if (special === 'restore') return isRestoring ? 'none' : 'restore';
  return special === 'backup' || special === 'undo' || special === 'import' ? special : 'none';
}

/** How a life is to end: at the n-th time at a point, or after milliseconds. */
type Trigger = { readonly point: string | null; readonly afterMs: number };

function toTrigger(kill: Kill, random: () => number): Trigger {
  if (kill.kind === 'moment') return { point: null, afterMs: random() * kill.withinMs };
  const point = kill.points[Math.floor(random() * kill.points.length)] ?? '';
  return { point: `${point}:${1 + Math.floor(random() * kill.within)}`, afterMs: FINISH_BOUND_MS };
}

type Life = {
  readonly isCompleted: boolean;
  readonly said: string;
  readonly complaint: string;
  readonly wrong: string | null;
};

/** The lives of one list, and what they must not contradict. */
class Lives {
  kills = 0;
  atPoint = 0;
  isCompleted = false;
  isRestoring = false;
  readonly #plan: VictimPlan;
  #wasAcknowledged: boolean;

  constructor(plan: VictimPlan, wasAcknowledged: boolean) {
    this.#plan = plan;
    this.#wasAcknowledged = wasAcknowledged;
  }

  async live(action: VictimPlan['action'], trigger: Trigger | null): Promise<Life> {
    const { said, complaint, isKilled } = await runVictim({ ...this.#plan, action }, trigger);
    this.isCompleted = /^completed /mu.test(said);
    if (isKilled) this.kills += 1;
    if (said.includes('killed ')) this.atPoint += 1;
    this.isRestoring ||= said.includes('restoring');
    const added = /^added (\d+)$/mu.exec(said)?.[1];
    const isLost = this.#wasAcknowledged && added !== undefined && added !== '0';
    this.#wasAcknowledged ||= added !== undefined;
    // Removed is what was taken off and not yet brought back.
    if (said.lastIndexOf('removing') > said.lastIndexOf('undone')) this.#wasAcknowledged = false;
    const notice = /^notice notice\.(?:databaseDamaged|backupAvailable)$/mu.exec(said)?.[0];
    const isOver = isKilled || this.isCompleted;
    const wrong = isLost
      ? `${added} acknowledged links were lost`
      : (notice ?? (isOver || trigger === null ? null : `ended by itself: ${complaint.trim()}`));
    return { isCompleted: this.isCompleted, said, complaint, wrong };
  }
}

async function runVictim(
  plan: VictimPlan,
  trigger: Trigger | null,
): Promise<{ readonly said: string; readonly complaint: string; readonly isKilled: boolean }> {
  const counter = path.join(plan.dataFolder, '..', 'kill-counter');
  rmSync(counter, { force: true });
  const preload = ['--import', path.join(import.meta.dirname, 'kill-point.ts')];
  const point = trigger?.point ?? null;
  const victim = spawn(
    process.execPath,
    [...(point === null ? [] : preload), path.join(import.meta.dirname, 'victim.ts'), JSON.stringify(plan)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(point === null ? {} : { SLUICE_KILL_POINT: point, SLUICE_KILL_COUNTER: counter }) },
    },
  );
  let said = '';
  let complaint = '';
  victim.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  victim.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const bound = setTimeout(() => victim.kill('SIGKILL'), trigger?.afterMs ?? FINISH_BOUND_MS);
  await once(victim, 'close');
  clearTimeout(bound);
  return { said, complaint, isKilled: victim.signalCode === 'SIGKILL' };
}

/** The old list: the first file half done, the others not begun. @returns the bytes that need not come again */
function layFiles(place: Pick<VictimPlan, 'dataFolder' | 'downloadFolder'>, files: readonly RoundFile[]): number {
  const old = files.map(({ size, seed, url, name }, index) => ({
    url,
    name,
    content: fileContent(size, seed),
    durableBytes: index === 0 ? size / 2 : 0,
  }));
  layOldList(place.dataFolder, place.downloadFolder, old);
  return old.reduce((sum, file) => sum + file.durableBytes, 0);
}

/** Every link is in the list once and complete, its file is right, and nothing else lies about. */
function findWrong(
  place: Pick<VictimPlan, 'dataFolder' | 'downloadFolder'>,
  { files, mayLeaveFiles, moveTo }: Expected,
): string[] {
  const database = new SqliteDatabase(path.join(place.dataFolder, 'sluice.db'), { readonly: true });
  const rows = database
    .prepare<[], { url: string; state: string; name: string }>('SELECT url, state, target_name AS name FROM downloads')
    .all();
  database.close();
  const folder = moveTo ?? place.downloadFolder;
  const there = new Set(readdirSync(folder));
  const wrong = rows.length === files.length ? [] : [`${rows.length} rows for ${files.length} links`];
  for (const { url, size, seed } of files) {
    const row = rows.find((each) => each.url === url);
    if (row?.state !== 'completed') wrong.push(`${url} is ${row?.state ?? 'not in the list'}`);
    else if (!there.delete(row.name)) wrong.push(`${row.name} is missing`);
    else if (sha256(readFileSync(path.join(folder, row.name))) !== sha256(fileContent(size, seed)))
      wrong.push(`${row.name} has wrong bytes`);
    else if (!mayLeaveFiles && row.name !== (moveTo === null ? '' : 'moved-') + path.basename(url))
      wrong.push(`${row.name} is not its name`);
  }
  if (moveTo !== null) for (const name of readdirSync(place.downloadFolder)) there.add(name);
  return mayLeaveFiles ? wrong : [...wrong, ...Array.from(there, (name) => `${name} should not be there`)];
}

/** A list of another day knows nothing of the files made since: they are left alone, and names get numbers. */
type Expected = {
  readonly files: readonly RoundFile[];
  readonly mayLeaveFiles: boolean;
  /** Where the files are to be, when they were moved. */
  readonly moveTo: string | null;
};

/** A folder of another file system, where there is a usual one. */
function makeFarFolder(): ReturnType<typeof makeTempFolder> {
  return makeTempFolder(existsSync('/dev/shm') ? '/dev/shm' : undefined);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
