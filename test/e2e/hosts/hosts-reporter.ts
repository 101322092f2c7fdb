import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from 'playwright/types/testReporter';
import { electronHere, type HostName } from './host-list.ts';

const HOSTS: readonly HostName[] = ['page', 'preload', 'electron'];

/** Says at the end which hosts ran, and why one did not; keeps what failed for `build/test.ts`, which says it last. */
export default class HostsReporter implements Reporter {
  readonly #passed = new Map<string, number>();
  readonly #run = new Map<string, number>();

  onTestEnd(test: TestCase, result: TestResult): void {
    const host = test.parent.project()?.name ?? '';
    this.#run.set(host, (this.#run.get(host) ?? 0) + 1);
    if (result.status === test.expectedStatus) this.#passed.set(host, (this.#passed.get(host) ?? 0) + 1);
    else
      this.#keep(
        `${test.titlePath().join(' > ')} (${result.duration} ms)\n${result.error?.message ?? result.status}\n`,
      );
  }

  #keep(failure: string): void {
    const list = process.env['SLUICE_FAILED_LIST'];
    if (list !== undefined) appendFileSync(list, failure);
  }

  onEnd(): void {
    const electron = electronHere();
    for (const host of HOSTS) {
      const run = this.#run.get(host) ?? 0;
      const why = host === 'electron' && !electron.ok ? electron.reason : 'not asked for';
      const said = run === 0 ? `did not run: ${why}` : `${this.#passed.get(host) ?? 0} of ${run} specs passed`;
      process.stdout.write(`host ${host}: ${said}\n`);
    }
  }
}
