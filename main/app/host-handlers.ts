import type { DownloadQueue } from '../queue/download-queue.ts';
import type { CertificateStore } from '../store/certificate-store.ts';
import type { Handlers } from './handlers.ts';
import type { Clock } from './ports.ts';

/** The handlers of what is remembered about servers, and of the certificates that the user trusts. */
export function createHostHandlers(
  queue: DownloadQueue,
  certificates: CertificateStore,
  clock: Clock,
): Pick<Handlers, 'hosts.list' | 'hosts.forget' | 'certificates.list' | 'certificates.forget'> {
  return {
    'hosts.list': () => ({ facts: queue.hostFacts() }),
    'hosts.forget': ({ host }) => ({ changed: queue.forgetHosts(host) }),
    'certificates.list': () => ({ exceptions: certificates.list(clock.nowMs()) }),
    'certificates.forget': ({ host, port }) => ({ changed: certificates.forget(host, port) }),
  };
}
