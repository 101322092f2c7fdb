/** What the launcher `sluice` of a package puts before the command (`build/launchers`). */
const MARKER = '--sluice-cli';

/**
 * What stands behind `sluice`, when this process is to be the command and not the app; `null` otherwise. Everything before
 * `--` is Chromium's, so that nothing a user writes is taken for one of its switches.
 */
export function commandArguments(args: readonly string[]): readonly string[] | null {
  const end = args.indexOf('--');
  return end !== -1 && args.slice(0, end).includes(MARKER) ? args.slice(end + 1) : null;
}
