import { defineConfig } from 'playwright/test';
import { CHROMIUM, findProgram } from '../../build/test-tools.ts';
import { CHROMIUM_ARGS } from '../support/browser.ts';
import { electronHere, ONLY_ON, type HostName } from './hosts/host-list.ts';
import type { HostOptions } from './window-fixture.ts';

const executablePath = findProgram(CHROMIUM.program);
const hosts: readonly HostName[] = ['page', 'preload', ...(electronHere().ok ? (['electron'] as const) : [])];

/** The tags of the specs that make no sense on a host. */
function excludedTags(host: HostName): RegExp[] {
  const tags = Object.entries(ONLY_ON).filter(([, only]) => !only.hosts.includes(host));
  return tags.map(([tag]) => new RegExp(`${tag}(?![\\w-])`, 'u'));
}

export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: '../../test-results',
  reporter: [['list'], ['./hosts/hosts-reporter.ts']],
  // Each test has its own Sluice; two at a time is what two cores carry.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1100, height: 700 },
    screenshot: 'only-on-failure',
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath === null ? {} : { executablePath }) },
  },
  projects: hosts.map((host) => ({ name: host, use: { hostName: host }, grepInvert: excludedTags(host) })),
});
