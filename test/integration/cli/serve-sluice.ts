import type { TempFolder } from '../../support/temp-folder.ts';
import { runSluice, startSluice, type Ended, type RunningSluice } from './run-sluice.ts';

export type Served = { readonly running: RunningSluice; readonly sluice: (...args: string[]) => Promise<Ended> };

/** `sluice serve` in a temporary folder, and the commands that talk to it. */
export async function serve(folder: TempFolder, env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const where = ['--data-dir', folder.file('data')];
  const running = startSluice(['serve', '--no-open', '--port', '0', '--dir', folder.file('files'), ...where], { env });
  await running.saw(/Data {6}/u);
  return { running, sluice: (...args) => runSluice([...args, ...where]) };
}
