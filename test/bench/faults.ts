/**
 * `npm run bench:faults [-- --only NAME --parallel N]`: every behaviour of the fault server, and resumes that meet a
 * server which changed its ways, given to `sluice get` and to aria2c. Prints who ends with the right bytes, who refuses
 * honestly, who keeps wrong bytes and who never ends, as a Markdown table for docs/reliability.md. Not a test: aria2's
 * column is a fact about aria2.
 */
import { parseArgs } from 'node:util';
import { FaultServer } from '../support/fault-server.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { FRESH_CASES, RESUME_CASES, type FaultCase } from './fault-cases.ts';
import { runFaultCase, TOOLS, type Outcome } from './fault-outcome.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, parallel: { type: 'string', default: '4' } } });

type Line = { readonly title: string; readonly outcomes: readonly Outcome[] };

async function runAll(cases: readonly FaultCase[]): Promise<readonly Line[]> {
  const lines: (Line | undefined)[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < cases.length; index = next) {
      next += 1;
      const one = cases[index];
      if (one === undefined) return;
      await using server = await FaultServer.start();
      await using folder = await createTempFolder();
      const outcomes: Outcome[] = [];
      for (const tool of TOOLS) outcomes.push(await runFaultCase(tool, one, { server, folder: folder.path }));
      lines[index] = { title: one.title, outcomes };
      process.stderr.write(`${one.title}: ${outcomes.join(', ')}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
  return lines.filter((line) => line !== undefined);
}

function printTable(title: string, lines: readonly Line[]): void {
  console.log(
    `\n| ${title} | ${TOOLS.map((tool) => tool.name).join(' | ')} |\n|---|${TOOLS.map(() => '---|').join('')}`,
  );
  for (const line of lines) console.log(`| ${line.title} | ${line.outcomes.join(' | ')} |`);
  for (const [index, tool] of TOOLS.entries()) {
    const counts = Map.groupBy(lines, (line) => line.outcomes[index] ?? 'never ends');
    const text = Array.from(counts, ([outcome, of]) => `${outcome} ${of.length}`).join(', ');
    console.log(`\n${tool.name}: ${text}`);
  }
}

const wanted = (one: FaultCase): boolean => values.only === undefined || one.title.includes(values.only);
printTable('a fresh download from a server that', await runAll(FRESH_CASES.filter(wanted)));
printTable('a download that was stopped half way, then', await runAll(RESUME_CASES.filter(wanted)));
