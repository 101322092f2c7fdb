import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { workerData } from 'node:worker_threads';

/**
 * The engine's worker entry for tests: the real one, after its thread learned to trust one more certificate. Certificates
 * are set per thread, so the test's own thread cannot do it.
 */
const { certificateAuthority } = workerData as { certificateAuthority: string | null };
if (certificateAuthority !== null) setDefaultCACertificates([...getCACertificates('default'), certificateAuthority]);
await import('../../main/engine/engine-worker.ts');
