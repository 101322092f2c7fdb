import { defineConfig } from 'playwright/test';
import { CHROMIUM, findProgram } from '../../build/test-tools.ts';

/** Without these Chromium calls home at every start; as root its sandbox cannot start. */
const CHROMIUM_ARGS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const executablePath = findProgram(CHROMIUM.program);

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  reporter: 'list',
  // Each test has its own Sluice; two at a time is what two cores carry.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1100, height: 700 },
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath === null ? {} : { executablePath }) },
  },
});
