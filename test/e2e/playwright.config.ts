import { defineConfig } from 'playwright/test';
import { CHROMIUM, findProgram } from '../../build/test-tools.ts';
import { CHROMIUM_ARGS } from '../support/browser.ts';

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
    screenshot: 'only-on-failure',
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath === null ? {} : { executablePath }) },
  },
});
