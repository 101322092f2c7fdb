import { createServer } from 'node:net';

/** Whether this computer lets us listen on a port of loopback now: nobody else does, and the system does not keep it. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
