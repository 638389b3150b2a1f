import { expect, it } from 'vitest';
import {
  DEFAULT_APP_KEY_SECRET,
  DEFAULT_WHITELIST,
  ORCHESTRATOR_APP_KEY_SECRET,
} from '../../src/config/defaults';
import { secretKeyProblem } from '../../src/config/option-values';
import { parseHostPattern } from '../../src/internal/host-pattern';

it.each(DEFAULT_WHITELIST)('%s is a host pattern of LivePerson', (entry) => {
  expect(`.${parseHostPattern(entry).host}`).toMatch(/\.liveperson\.net$/);
});

it.each([DEFAULT_APP_KEY_SECRET, ORCHESTRATOR_APP_KEY_SECRET])('%s is the key of a secret', (key) => {
  expect(secretKeyProblem(key)).toBeUndefined();
});
