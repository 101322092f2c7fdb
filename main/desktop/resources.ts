import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the built files that Chromium reads are. */
export type Resources = {
  readonly preloadPath: string;
  readonly pageFolder: string;
  readonly iconFolder: string;
};

/**
 * Finds them from the folder of this module: `dist/main/desktop` in the emitted tree and in a package, `main/desktop` in
 * the work tree, where only tests run it.
 */
export function findResources(moduleFolder: string): Resources {
  const isEmitted = existsSync(join(moduleFolder, 'preload.cjs'));
  const root = join(moduleFolder, '..', '..');
  const dist = isEmitted ? root : join(root, 'dist');
  return {
    preloadPath: join(dist, 'main', 'desktop', 'preload.cjs'),
    pageFolder: join(dist, 'renderer'),
    iconFolder: join(dist, 'icons'),
  };
}
