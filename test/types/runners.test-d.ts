// Types of the entries for test runners, beside those of the runners themselves: `npm run typecheck` compiles them.
import type { Config } from '@jest/types';
import { expectTypeOf } from 'vitest';
import { defineConfig, type Plugin } from 'vitest/config';
import { withFunctions } from '../../src/testing/runners/jest';
import { functions } from '../../src/testing/runners/vitest';

export const plugin: Plugin = functions();
export const vitest = defineConfig({ plugins: [functions()] });
export const jest: Config.InitialOptions = withFunctions({ testEnvironment: 'node', verbose: true });
export const own: Config.InitialOptions = withFunctions<Config.InitialOptions>({ transform: {} });
expectTypeOf(withFunctions({ verbose: true }).verbose).toEqualTypeOf<boolean>();
