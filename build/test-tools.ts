/** Finds the real programs that tests need, and installs what is missing where it can (Debian, as root). */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** A program of the system that some tests need, and the Debian package that has it. */
export type TestTool = {
  readonly program: string;
  readonly debianPackage: string;
  readonly usedFor: string;
  /** Not every system has it: where it cannot be installed, its tests are skipped and say so. */
  readonly isOptional?: true;
};

export const CHROMIUM: TestTool = { program: 'chromium', debianPackage: 'chromium', usedFor: 'end-to-end tests' };
export const NGINX: TestTool = {
  program: 'nginx',
  debianPackage: 'nginx-light',
  usedFor: 'tests against a real server',
};
export const ARIA2: TestTool = {
  program: 'aria2c',
  debianPackage: 'aria2',
  usedFor: 'comparing the RPC and the speed with a peer',
};

/** Reads extended attributes; the same package has `setfattr`, which writes them. */
export const GETFATTR: TestTool = {
  program: 'getfattr',
  debianPackage: 'attr',
  usedFor: 'the mark on files that come from the web',
};

/** Mounts a folder that can be made to fall silent. */
export const BINDFS: TestTool = { program: 'bindfs', debianPackage: 'bindfs', usedFor: 'disks that do not answer' };

/** A disk without hard links that ignores case: what makes one, and what mounts it. */
export const EXFAT: readonly TestTool[] = [
  { program: 'mkfs.exfat', debianPackage: 'exfatprogs', usedFor: 'disks that ignore case', isOptional: true },
  { program: 'mount.exfat-fuse', debianPackage: 'exfat-fuse', usedFor: 'disks that ignore case', isOptional: true },
];

/** Where a program is; `null` when it is not installed. Looks in sbin too, which is not on every user's PATH. */
export function findProgram(program: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  for (const folder of folders) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue; // Not here; the next folder may have it.
    }
  }
  return null;
}

/**
 * Makes sure the tools are there.
 * @returns the ones that are not, each with a sentence on how to get it.
 */
export function ensureTools(tools: readonly TestTool[]): string[] {
  let missing = tools.filter((tool) => findProgram(tool.program) === null);
  if (missing.length > 0 && canInstall()) {
    // One that a system does not know would cost the others their installation.
    for (const isOptional of [undefined, true] as const) {
      const packages = missing.filter((tool) => tool.isOptional === isOptional).map((tool) => tool.debianPackage);
      if (packages.length > 0) install(packages);
    }
    missing = missing.filter((tool) => findProgram(tool.program) === null);
  }
  return missing.flatMap(({ program, debianPackage, usedFor, isOptional }) =>
    isOptional === true
      ? []
      : [`${program} is not installed; it is used for ${usedFor}. On Debian: sudo apt-get install ${debianPackage}`],
  );
}

/**
 * Makes sure that pictures can be taken in every language.
 * @returns a sentence on how to get the fonts when there are none.
 */
export function ensureFonts(): string | null {
  if (!hasFonts() && canInstall()) install(FONT_PACKAGES);
  return hasFonts() ? null : `Fonts are missing. On Debian: sudo apt-get install ${FONT_PACKAGES.join(' ')}`;
}

const FONT_PACKAGES = ['fontconfig', 'fonts-noto-core', 'fonts-noto-cjk'];

function hasFonts(): boolean {
  return ['ar', 'ja', 'ru', 'zh-cn'].every((language) => {
    const { status, stdout } = spawnSync('fc-list', [`:lang=${language}`, 'family'], { encoding: 'utf8' });
    return status === 0 && stdout.includes('Noto');
  });
}

function install(packages: readonly string[]): void {
  process.stdout.write(`Installing for the tests: ${packages.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: 'ignore', env });
}

function canInstall(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // Not a Debian.
  }
}
