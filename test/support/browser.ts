import { chromium, type Browser } from 'playwright';
import { CHROMIUM, findProgram } from '../../build/test-tools.ts';

/** Without these Chromium calls home at every start; as root its sandbox cannot start. */
export const CHROMIUM_ARGS: string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * The system's Chromium, headless. Whoever launches it closes it.
 * @throws Error with what to install when there is none.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findProgram(CHROMIUM.program);
  if (executablePath === null)
    throw new Error(`Chromium is not installed (Debian: apt-get install ${CHROMIUM.debianPackage})`);
  return chromium.launch({ executablePath, args: CHROMIUM_ARGS });
}
