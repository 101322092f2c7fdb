/** Why a file could not be moved or renamed. It stays where it is, as it is. `notOurs`: Sluice did not write it. */
export const RELOCATION_PROBLEMS = [
  'fileGone', 'nameTaken', 'full', 'folderGone', 'notWritable', 'changed', 'notOurs', 'failed',
] as const; // prettier-ignore
export type RelocationProblem = (typeof RELOCATION_PROBLEMS)[number];

/** Where the file of a download is to go, as a window shows it. */
export type RowRelocation = {
  /** `asked`: when it is complete. */
  readonly kind: 'asked' | 'moving' | 'failed';
  readonly directory: string;
  /** `null` when it keeps its name. */
  readonly name: string | null;
  /** Of a failed one; `null` for all others. */
  readonly problem: RelocationProblem | null;
};
