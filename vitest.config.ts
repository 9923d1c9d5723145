import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['test/support/scratch-folder.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // A process for each of 300 files would take minutes of the two cores.
    isolate: false,
    // One more than the two cores that are reckoned with: some wait for engines most of the time.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
