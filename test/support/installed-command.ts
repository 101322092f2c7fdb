import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { buildTree, DIST_FOLDER, PROJECT_FOLDER } from '../../build/build-steps.ts';

/**
 * Lays the `sluice` command out below a folder as npm does, built from the sources of now; the dependencies are those of the
 * work tree. Gives the path of its launcher.
 */
export async function installCommand(folder: string): Promise<string> {
  await buildTree({ only: ['command'], log: () => undefined });
  const installed = path.join(folder, 'node_modules', 'sluice');
  mkdirSync(path.join(installed, 'build'), { recursive: true });
  for (const name of ['build/sluice.js', 'package.json']) {
    cpSync(path.join(PROJECT_FOLDER, name), path.join(installed, name));
  }
  cpSync(path.join(DIST_FOLDER, 'command'), path.join(installed, 'dist', 'command'), { recursive: true });
  symlinkSync(path.join(PROJECT_FOLDER, 'node_modules'), path.join(installed, 'node_modules'));
  return path.join(installed, 'build', 'sluice.js');
}
