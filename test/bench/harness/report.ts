import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Comparison, Findings, Target } from './bench.ts';

/** What the numbers depend on. */
export type MachineFacts = {
  readonly date: string;
  readonly system: string;
  readonly processors: string;
  readonly memoryGib: number;
  readonly node: string;
  readonly commit: string;
  /** Of the last five minutes: on a busy machine only processor time can be compared. */
  readonly loadAverage: number;
};

/** Facts of this machine, now. */
export function machineFacts(): MachineFacts {
  const processors = cpus();
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8', cwd: import.meta.dirname });
  return {
    date: new Date().toISOString(),
    system: `${process.platform} ${release()} ${process.arch}`,
    processors: `${processors.length} x ${processors[0]?.model ?? 'unknown'}`,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: commit.stdout.trim(),
    loadAverage: loadavg()[1] ?? Number.NaN,
  };
}

/** The findings as Markdown: a table for each comparison, then the targets. */
export function toMarkdown({ scenario, comparisons, targets }: Findings): string {
  const parts = comparisons.map((comparison) => comparisonTable(comparison));
  if (targets.length > 0) parts.push(targetTable(targets));
  return [`## ${scenario}`, ...parts].join('\n\n');
}

function comparisonTable({ work, showings }: Comparison): string {
  const names = Object.keys(showings);
  const metrics = [...new Set(names.flatMap((name) => Object.keys(showings[name]?.medians ?? {})))];
  const rounds = showings[names[0] ?? '']?.samples.length ?? 0;
  const rows = names.map((name) => [
    name,
    ...metrics.map((metric) => rounded(showings[name]?.medians[metric] ?? Number.NaN)),
  ]);
  return table([`${work} (median of ${rounds})`, ...metrics], rows);
}

function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ what, value, wanted }) => {
    const [words, isMet] =
      'atMost' in wanted
        ? [`at most ${wanted.atMost}`, value <= wanted.atMost]
        : [`at least ${wanted.atLeast}`, value >= wanted.atLeast];
    return [what, words, rounded(value), isMet ? 'met' : 'MISSED'];
  });
  return table(['target', 'wanted', 'is', ''], rows);
}

/** Three digits that count. */
function rounded(value: number): string {
  if (Number.isNaN(value)) return '';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
