import { app } from 'electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the command in this process, without window, tray and single-instance lock: it finds the running app by the data
 * folder, as the command of a clone does. Before the app is ready, and it ends the process.
 */
export function runCommand(args: readonly string[]): void {
  // Chromium's own files; the app's belong to the app, which may run.
  const chromiumFolder = mkdtempSync(join(tmpdir(), 'sluice-command-'));
  app.setPath('userData', chromiumFolder);
  // No icon bounces in the Dock (https://www.electronjs.org/docs/latest/api/app#appsetactivationpolicypolicy-macos).
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
  const run = async (): Promise<void> => {
    await app.whenReady();
    const { runCommandLine } = await import('../cli/main.ts');
    await runCommandLine(args);
    await Promise.all([written(process.stdout), written(process.stderr)]);
  };
  run()
    .catch((error: unknown) => {
      process.stderr.write(`sluice: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = 1;
    })
    .finally(() => {
      rmSync(chromiumFolder, { recursive: true, force: true });
      app.exit(Number(process.exitCode ?? 0));
    });
}

/** A pipe may still hold what was written, and the end would lose it. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // The reader may be gone, as behind `| head`.
  stream.write('', () => resolve());
  await promise;
}
