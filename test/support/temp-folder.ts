import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A fresh folder that is deleted with all it holds at the end of its scope: `await using folder = ...`. */
export type TempFolder = AsyncDisposable & {
  readonly path: string;
  /** The absolute path of something in it. */
  readonly file: (name: string) => string;
};

/** Makes one under the system's temporary folder. */
export async function createTempFolder(): Promise<TempFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-test-'));
  return {
    path: folder,
    file: (name) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The same for tests that wait for nothing: `using folder = ...`. @param parent where it is made */
export function makeTempFolder(parent = tmpdir()): Disposable & { readonly path: string } {
  const folder = mkdtempSync(path.join(parent, 'sluice-test-'));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
