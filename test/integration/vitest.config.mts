import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.mts';

/** Tests against real programs, one file at a time: they start servers and measure traffic by the second. */
const config = mergeConfig(base, {
  test: { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 },
});
config.test.include = ['test/integration/**/*.test.ts'];
config.test.exclude = ['node_modules/**'];

export default config;
