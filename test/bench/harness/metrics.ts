/** What one run of one program showed. Names carry their unit and are the columns of the table. */
export type Metrics = Readonly<Record<string, number>>;

/** All rounds of one contestant at one work. */
export type Showing = { readonly samples: readonly Metrics[]; readonly medians: Metrics };

/** The middle value; `NaN` of none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of each metric on its own. */
export function showingOf(samples: readonly Metrics[]): Showing {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  const medians = names.map((name): [string, number] => [
    name,
    median(samples.flatMap((sample) => sample[name] ?? [])),
  ]);
  return { samples, medians: Object.fromEntries(medians) };
}
