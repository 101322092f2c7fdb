/**
 * `npm run test:crash [ROUNDS] [SEED]`: in each round a real Sluice downloads one large file over several connections
 * and a handful of small ones, is killed with `kill -9` at random moments, started again each time, and at last left to
 * finish. Every file must have the SHA-256 of the original, and no acknowledged link may be missing.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeTempFolder } from '../support/temp-folder.ts';
import { fileContent, startPacedServer, type PacedServer } from './paced-server.ts';

const LARGE_BYTES = 24 * 1024 * 1024;
const SMALL_BYTES = 100_000;
const SMALL_FILES = 12;
const KILLS_PER_ROUND = 4;
/** The download takes about this long undisturbed, start-up included; kills fall anywhere in it, in milliseconds. */
const KILL_WITHIN_MS = 1200;
/** A last start that has not finished by then is stuck, in milliseconds. */
const FINISH_BOUND_MS = 60_000;

const rounds = Number(process.argv[2] ?? 25);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('usage: npm run test:crash [ROUNDS] [SEED]');

/** Mulberry32 by Tommy Ettinger: small, and the same moments for the same seed. */
function makeRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `added` is how many links it had to add; `null` when it died before it acknowledged them. */
type Ending = { readonly added: number | null; readonly completed: boolean; readonly complaint: string };

/** Runs the victim until it ends by itself or is killed after `killAfterMs`. */
async function runVictim(folder: string, urls: readonly string[], killAfterMs: number | null): Promise<Ending> {
  const victim = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'victim.ts'), path.join(folder, 'data'), path.join(folder, 'files'), ...urls],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let complaint = '';
  victim.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  victim.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const bound = setTimeout(() => victim.kill('SIGKILL'), killAfterMs ?? FINISH_BOUND_MS);
  await once(victim, 'close');
  clearTimeout(bound);
  const added = /^added (\d+)$/mu.exec(said)?.[1];
  return { added: added === undefined ? null : Number(added), completed: said.includes('completed'), complaint };
}

function wrongFiles(folder: string, expected: ReadonlyMap<string, string>): string[] {
  const files = readdirSync(path.join(folder, 'files'));
  const wrong = files.filter((name) => !expected.has(name)).map((name) => `${name} should not be there`);
  for (const [name, hash] of expected) {
    if (!files.includes(name)) wrong.push(`${name} is missing`);
    else if (
      createHash('sha256')
        .update(readFileSync(path.join(folder, 'files', name)))
        .digest('hex') !== hash
    )
      wrong.push(`${name} has wrong bytes`);
  }
  return wrong;
}

async function playRound(
  server: PacedServer,
  round: number,
  random: () => number,
): Promise<{ wrong: string[]; kills: number; twiceBytes: number }> {
  using folder = makeTempFolder();
  const sizes = [LARGE_BYTES, ...Array.from({ length: SMALL_FILES }, () => SMALL_BYTES)];
  const files = sizes.map((size, index) => ({ size, seed: round * 1000 + index }));
  const urls = files.map(({ size, seed: fileSeed }) => server.url(size, fileSeed));
  const sentBefore = server.sentBytes();
  let kills = 0;
  let wereAcknowledged = false;
  let last: Ending = { added: null, completed: false, complaint: '' };
  while (!last.completed) {
    const isLast = kills === KILLS_PER_ROUND;
    last = await runVictim(folder.path, urls, isLast ? null : random() * KILL_WITHIN_MS);
    if (wereAcknowledged && last.added !== null && last.added > 0) {
      return { wrong: [`${last.added} acknowledged links were lost`], kills, twiceBytes: 0 };
    }
    wereAcknowledged ||= last.added !== null;
    if (last.completed) break;
    if (isLast) return { wrong: [`did not finish: ${last.complaint.trim() || 'stuck'}`], kills, twiceBytes: 0 };
    kills += 1;
  }
  const expected = new Map(
    files.map(({ size, seed: fileSeed }) => [
      `${fileSeed}.bin`,
      createHash('sha256').update(fileContent(size, fileSeed)).digest('hex'),
    ]),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return { wrong: wrongFiles(folder.path, expected), kills, twiceBytes: server.sentBytes() - sentBefore - total };
}

await using server = await startPacedServer();
const random = makeRandom(seed);
let failedRounds = 0;
let kills = 0;
let twiceBytes = 0;
let mostTwice = 0;
for (let round = 1; round <= rounds; round += 1) {
  const result = await playRound(server, round, random);
  kills += result.kills;
  twiceBytes += result.twiceBytes;
  mostTwice = Math.max(mostTwice, result.twiceBytes);
  if (result.wrong.length > 0) {
    failedRounds += 1;
    process.stdout.write(`round ${round} of seed ${seed}: ${result.wrong.join('; ')}\n`);
  }
}
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
process.stdout.write(
  `crash rounds: ${rounds - failedRounds} passed, ${failedRounds} failed; ${kills} kills; ` +
    `sent twice: ${mib(twiceBytes / Math.max(kills, 1))} MiB a kill on average, ${mib(mostTwice)} MiB in the worst round; seed ${seed}\n`,
);
process.exitCode = failedRounds === 0 ? 0 : 1;
