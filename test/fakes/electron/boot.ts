import { registerHooks } from 'node:module';
import type { FakeMachine } from './fake-app.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';

/** Names a boot in the addresses of the modules that belong to it. */
const BOOT = 'boot';

const prepared = new Map<string, FakeElectron>();
let boots = 0;

/**
 * Boots the app's real entry in this process, against a fake `electron`, as Electron does: the entry module is evaluated
 * first, then the app becomes ready. Each boot evaluates `main/desktop` anew and gets a fake of its own; the core below
 * it is loaded once, as it is.
 * @param entry the address of `main/desktop/main.ts`, or of its emitted form.
 */
export async function bootDesktop(
  entry: URL,
  machine: FakeMachine,
  args: readonly string[],
): Promise<{ readonly electron: FakeElectron }> {
  boots += 1;
  const boot = String(boots);
  const electron = createFakeElectron(machine);
  prepared.set(boot, electron);
  const address = new URL(entry);
  address.searchParams.set(BOOT, boot);
  const { argv } = process;
  process.argv = [process.execPath, entry.pathname, ...args];
  try {
    await import(address.href);
  } finally {
    process.argv = argv;
  }
  electron.app.becomeReady();
  return { electron };
}

/** The fake of the boot that an address belongs to. */
export function takePreparedFake(address: string): FakeElectron {
  const fake = prepared.get(new URL(address).searchParams.get(BOOT) ?? '');
  if (fake === undefined) throw new Error('the fake electron is there only while bootDesktop runs');
  return fake;
}

// https://nodejs.org/docs/latest-v24.x/api/module.html#moduleregisterhooksoptions
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const boot = bootOf(context.parentURL);
    if (boot === null) return nextResolve(specifier, context);
    if (specifier === 'electron') {
      return { url: `${new URL('electron.ts', import.meta.url).href}?${BOOT}=${boot}`, shortCircuit: true };
    }
    if (specifier === 'electron-updater') {
      return { url: `${new URL('electron-updater.ts', import.meta.url).href}?${BOOT}=${boot}`, shortCircuit: true };
    }
    const resolved = nextResolve(specifier, context);
    const isDesktop = resolved.url.includes('/main/desktop/');
    return isDesktop ? { ...resolved, url: `${resolved.url}?${BOOT}=${boot}` } : resolved;
  },
});

function bootOf(address: string | undefined): string | null {
  if (address === undefined || !address.includes('/main/desktop/')) return null;
  return new URL(address).searchParams.get(BOOT);
}
