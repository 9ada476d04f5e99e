import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env.NIGHTWARDEN_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/lab/global-setup.ts'],
    // On two cores Vitest would take one. Tests of the lab wait most of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 180_000,
    env: { NO_COLOR: '1' },
    ...(report === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: report } }),
  },
});
