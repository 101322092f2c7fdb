import { after } from 'node:test';
import { EngineHarness } from './engine-harness.ts';
import { FaultServer } from './fault-server.ts';

/** A fault server and an engine in its worker thread, for all tests of a file: both end after the last one. */
export async function startEngineBench(): Promise<{ readonly server: FaultServer; readonly engine: EngineHarness }> {
  const server = await FaultServer.start();
  const engine = await EngineHarness.start();
  after(async () => {
    await engine[Symbol.asyncDispose]();
    await server.close();
  });
  return { server, engine };
}
