import { bootDesktop } from '../fakes/electron/boot.ts';

/*
 * `node test/desktop/run-command.ts ARGUMENT…` boots the app's entry against the fake Electron with these arguments, as a
 * process of its own: what it prints and how it ends is the test's to look at.
 */

const { electron } = await bootDesktop(
  new URL('../../main/desktop/main.ts', import.meta.url),
  { folders: {}, isSecondInstance: false, isPackaged: true },
  process.argv.slice(2),
);
const keepAlive = setInterval(() => {}, 1000);
const code = await electron.app.exited;
clearInterval(keepAlive);
if (electron.windows.size > 0 || electron.trays.length > 0 || electron.app.lockData !== null) {
  process.stderr.write('the command opened something\n');
}
process.exit(code);
