/**
 * `npm run bench [-- NAME...] [--rounds N] [--peers a,b] [--quick] [--list] [--save] [--json]`: runs the scenarios of
 * `scenarios/` (all, or those whose name begins with a NAME) beside the peers that are installed, and prints tables of
 * medians and the targets. `--save` keeps the findings in `results/`, `--json` prints them. Nothing here is a test: numbers
 * are compared with peers in the same run. See `docs/performance.md`.
 */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installCommand } from '../support/installed-command.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { Bench, type Scenario } from './harness/bench.ts';
import { ensurePeers } from './harness/peers.ts';
import { machineFacts, toMarkdown } from './harness/report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    peers: { type: 'string' },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** What every file in `scenarios/` exports. */
type ScenarioFile = { readonly scenarios: readonly Scenario[] };

const folderOfScenarios = path.join(import.meta.dirname, 'scenarios');
const files = globSync('*.ts', { cwd: folderOfScenarios }).toSorted();
const known: Scenario[] = [];
for (const file of files) {
  // The convention of the folder, stated in docs/contributing.md.
  const { scenarios } = (await import(path.join(folderOfScenarios, file))) as ScenarioFile;
  known.push(...scenarios);
}
const chosen = known.filter(({ name }) => positionals.length === 0 || positionals.some((word) => isMeant(word, name)));
if (chosen.length === 0) throw new Error(`no such scenario; there are: ${known.map(({ name }) => name).join(', ')}`);

/** The word is the name, or the beginning of a name that is nobody's whole name: `http-1` is not `http-16`. */
function isMeant(word: string, name: string): boolean {
  return known.some((scenario) => scenario.name === word) ? name === word : name.startsWith(word);
}

if (values.list) {
  for (const { name, about } of chosen) process.stdout.write(`${name.padEnd(20)} ${about}\n`);
} else {
  await runAll(chosen);
}

async function runAll(scenarios: readonly Scenario[]): Promise<void> {
  // The quick form proves that it runs, with whoever is there.
  if (!values.quick) ensurePeers();
  await using folder = await createTempFolder();
  const bench = new Bench({
    rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
    isQuick: values.quick,
    peers: values.peers?.split(',') ?? null,
    folder: folder.path,
    launcher: await installCommand(folder.path),
  });
  for (const { name, run } of scenarios) {
    process.stderr.write(`${name}…\n`);
    await run(bench);
    const findings = bench.take(name);
    const record = `${JSON.stringify({ machine: machineFacts(), ...findings }, null, 2)}\n`;
    process.stdout.write(values.json ? record : `${toMarkdown(findings)}\n\n`);
    if (values.save) save(name, record);
  }
}

function save(name: string, record: string): void {
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), record);
}
