import { setTimeout as wait } from 'node:timers/promises';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';

/** Longer than Sluice itself takes at most to end. */
const QUIT_TIMEOUT_MS = 20_000;
const LOOK_INTERVAL_MS = 50;

/** `sluice quit`: ends the running Sluice and waits until its process is gone, so that a script can go on. */
export function runQuit(options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client, record) => {
    const reply = await client.call('app.shutdown', {});
    // The connection may end before the reply is out; that is the end we asked for.
    if (!reply.ok && reply.code !== 'call.closing') return tellRefusal(reply, output);
    const deadlineMs = performance.now() + QUIT_TIMEOUT_MS;
    while (isAlive(record.pid)) {
      if (performance.now() > deadlineMs) {
        output.say(errorLine(`Sluice (process ${record.pid}) is still closing. Its downloads are safe.`));
        return EXIT.unexpected;
      }
      await wait(LOOK_INTERVAL_MS);
    }
    output.result(
      options.json === true
        ? JSON.stringify({ quit: true })
        : 'Sluice has quit. Its downloads go on at the next start.',
    );
    return EXIT.ok;
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
