import { defineConfig, devices } from '@playwright/test';
import { IS_WHOLE } from './tests/support/states.ts';
import { BROWSER_FLAGS, findBrowser } from '../scripts/lib/tools.mjs';

/** Tests of the release build in `dist`, in a real Chromium, against the real server; `make test-e2e` builds it first. */
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  // In every setting a test looks a dozen times at what it looks at once else.
  timeout: IS_WHOLE ? 360_000 : 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./tests/support/reasons.ts']],
  outputDir: 'test-results',
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS },
    // A worker's answers cannot be seen or changed by `page.route`; `shell.spec.ts` allows it, and this variable for all.
    serviceWorkers: process.env.SERVICE_WORKERS === 'allow' ? 'allow' : 'block',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [{ name: 'chromium' }],
});
