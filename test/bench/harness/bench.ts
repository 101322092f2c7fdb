import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { showingOf, type Metrics, type Showing } from './metrics.ts';

/** Something that `npm run bench -- NAME` runs. One file in `scenarios/` exports the scenarios of one subject. */
export type Scenario = {
  readonly name: string;
  /** One sentence for `--list`. */
  readonly about: string;
  readonly run: (bench: Bench) => Promise<void>;
};

/** Whoever does the work in one comparison. */
export type Contestant = {
  readonly name: string;
  /** Does it once in an empty folder, checks the result, and says what it cost. Throws when the result is wrong. */
  readonly run: (folder: string) => Promise<Metrics>;
};

/** The same work done by several, in turn. */
export type Comparison = { readonly work: string; readonly showings: Readonly<Record<string, Showing>> };

/** A number that the project wants to reach, and what it was this time. */
export type Target = {
  readonly what: string;
  readonly value: number;
  readonly wanted: { readonly atMost: number } | { readonly atLeast: number };
};

/** What a scenario found. */
export type Findings = {
  readonly scenario: string;
  readonly comparisons: readonly Comparison[];
  readonly targets: readonly Target[];
};

export type BenchOptions = {
  readonly rounds: number;
  /** Only prove that it runs: as little of everything as possible. */
  readonly isQuick: boolean;
  /** Names of the peers that take part; `null` for all that are installed. */
  readonly peers: readonly string[] | null;
  /** For files; deleted by whoever made it. */
  readonly folder: string;
  /** The launcher of the `sluice` command as it is installed. */
  readonly launcher: string;
};

/** What a scenario works with: it compares, it states targets, and both are printed and kept. */
export class Bench {
  readonly options: BenchOptions;
  readonly #comparisons: Comparison[] = [];
  readonly #targets: Target[] = [];

  constructor(options: BenchOptions) {
    this.options = options;
  }

  /** One number for the full bench, another for the quick one. */
  scale(full: number, quick: number): number {
    return this.options.isQuick ? quick : full;
  }

  /** Lets all contestants do the work in turn, as often as there are rounds: a slow minute of the machine hits everyone. */
  async compare(work: string, contestants: readonly Contestant[]): Promise<Comparison> {
    const { peers, rounds } = this.options;
    const chosen = contestants.filter(
      ({ name }) => peers === null || name.startsWith('sluice') || peers.includes(name),
    );
    const samples = new Map<string, Metrics[]>(chosen.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      // Another one begins each time: whoever comes first finds a rested machine.
      for (const contestant of [...chosen.slice(round % chosen.length), ...chosen.slice(0, round % chosen.length)]) {
        samples.get(contestant.name)?.push(await runInFolder(this.options.folder, contestant));
      }
    }
    const showings = Array.from(samples, ([name, of]): [string, Showing] => [name, showingOf(of)]);
    const comparison = { work, showings: Object.fromEntries(showings) };
    this.#comparisons.push(comparison);
    return comparison;
  }

  /** States what is wanted. A value that cannot be told, because a peer is missing, is left out. */
  target(what: string, value: number, wanted: Target['wanted']): void {
    if (!Number.isNaN(value)) this.#targets.push({ what, value, wanted });
  }

  /** What was found so far, taken out. */
  take(scenario: string): Findings {
    return { scenario, comparisons: this.#comparisons.splice(0), targets: this.#targets.splice(0) };
  }
}

/** How often a metric of one contestant goes into the other's; `NaN` when one of them did not take part. */
export function ratioTo(
  comparison: Comparison,
  metric: string,
  between: { readonly own: string; readonly peer: string },
): number {
  const of = (name: string): number => comparison.showings[name]?.medians[metric] ?? Number.NaN;
  return of(between.own) / of(between.peer);
}

async function runInFolder(parent: string, { name, run }: Contestant): Promise<Metrics> {
  const folder = path.join(parent, name.replaceAll(/[^\w.-]/gu, '_'));
  mkdirSync(folder);
  try {
    return await run(folder);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
