/**
 * `npm run test:crash [ROUNDS] [SEED]`: in each round a real Sluice downloads files over several connections, is killed
 * with `kill -9` at random moments and at named points (`scenarios.ts`), started again each time, and at last left to
 * finish. Every file must have the SHA-256 of the original, no acknowledged link may be missing, and a kill may cost no
 * more traffic than a checkpoint.
 */
import { playRound, type RoundResult } from './round.ts';
import { startPacedServer } from './paced-server.ts';
import { SCENARIOS } from './scenarios.ts';
import { makeRandom } from './seeded-random.ts';

/** Rounds at once: they wait for each other's disks and for paced bytes more than for a core. */
const LANES = 2;

/** In so many rounds of a kind that kills at points only, one kill at least must come to its point. */
const ENOUGH_ROUNDS = 2;

const rounds = Number(process.argv[2] ?? 25);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('usage: npm run test:crash [ROUNDS] [SEED]');

const results = new Map<string, RoundResult[]>(SCENARIOS.map(({ name }) => [name, []]));
let nextRound = 1;

async function playLane(): Promise<void> {
  await using server = await startPacedServer();
  while (nextRound <= rounds) {
    const round = nextRound;
    nextRound += 1;
    const scenario = SCENARIOS[(round - 1) % SCENARIOS.length];
    if (scenario === undefined) throw new Error('no scenarios');
    server.forgetFiles();
    // Each round has moments of its own, whatever lane it runs in.
    const result = await playRound(server, { scenario, round, random: makeRandom(seed * 1_000_003 + round) });
    results.get(scenario.name)?.push(result);
    for (const wrong of result.wrong) {
      process.stdout.write(`round ${round} of seed ${seed} (${scenario.name}): ${wrong}\n`);
    }
  }
}

const startedAt = performance.now();
// A long run that is stopped still tells what it found; a second Ctrl-C ends it at once.
process.once('SIGINT', () => {
  nextRound = rounds + 1;
});
await Promise.all(Array.from({ length: Math.min(LANES, rounds) }, playLane));

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const most = (values: readonly number[]): number => values.reduce((top, value) => Math.max(top, value), 0);

function toLine(name: string, played: readonly RoundResult[]): string {
  const kills = sum(played.map((result) => result.kills));
  const twice = played.map((result) => Math.max(result.twiceBytes, 0));
  const cells = [
    name,
    played.length,
    kills,
    sum(played.map((result) => result.atPoint)),
    played.filter((result) => result.wrong.length > 0).length,
    mib(sum(twice) / Math.max(kills, 1)),
    mib(most(twice)),
  ];
  return `| ${cells.join(' | ')} |`;
}

const all = [...results.values()].flat();
// The product may make its calls in another way one day, and then kills at its points would silently never come.
const unreached = SCENARIOS.filter(({ name, kills }) => {
  const played = results.get(name) ?? [];
  const isAimed = kills.every(({ kind }) => kind === 'point');
  return isAimed && played.length >= ENOUGH_ROUNDS && played.every(({ atPoint }) => atPoint === 0);
});
for (const { name } of unreached) process.stdout.write(`no kill came to its point: ${name}\n`);
const failed = all.filter((result) => result.wrong.length > 0).length + unreached.length;
process.stdout.write(
  [
    '| kill | rounds | kills | at the named point | failed rounds | MiB twice a kill | MiB twice, worst round |',
    '|---|---|---|---|---|---|---|',
    ...Array.from(results, ([name, played]) => toLine(name, played)),
    toLine('all', all),
    `crash rounds: ${all.length - failed} passed, ${failed} failed; seed ${seed}; ` +
      `${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`,
  ].join('\n'),
);
process.exitCode = failed === 0 ? 0 : 1;
