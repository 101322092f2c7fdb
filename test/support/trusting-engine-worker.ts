import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import type { DiskPatience } from '../../main/engine/disk-watch.ts';
import { Engine } from '../../main/engine/engine.ts';
import type { EngineCommand, EngineEvent } from '../../main/engine/protocol.ts';

/**
 * The engine's worker entry for tests: the real one, after its thread learned to trust one more certificate. Certificates
 * are set per thread, so the test's own thread cannot do it. On another clock everything seems quick or slow, whatever the
 * machine does meanwhile. With less patience for disks, it is wired here.
 */
const { certificateAuthority, diskPatience, clockRate } = workerData as {
  certificateAuthority: string | null;
  diskPatience: DiskPatience | null;
  clockRate: number;
};
const realNowMs = performance.now.bind(performance);
performance.now = () => realNowMs() * clockRate;
if (certificateAuthority !== null) setDefaultCACertificates([...getCACertificates('default'), certificateAuthority]);
if (diskPatience === null) await import('../../main/engine/engine-worker.ts');
else startImpatient(diskPatience);

function post(event: EngineEvent): void {
  parentPort?.postMessage([event]);
  if (event.kind === 'closed') parentPort?.close();
}

function startImpatient(patience: DiskPatience): void {
  const engine = new Engine(post, patience);
  parentPort?.on('message', (commands: readonly EngineCommand[]) => commands.forEach((one) => engine.handle(one)));
  post({ kind: 'ready' });
}
