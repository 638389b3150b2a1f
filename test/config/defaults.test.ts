import { expect, it } from 'vitest';
import {
  DEFAULT_APP_KEY_SECRET,
  DEFAULT_WHITELIST,
  ORCHESTRATOR_APP_KEY_SECRET,
} from '../../src/config/defaults';
import { parseHostPattern } from '../../src/config/host-pattern';
import { secretKeyProblem } from '../../src/config/option-values';

it.each(DEFAULT_WHITELIST)('%s is a host pattern of LivePerson', (entry) => {
  expect(`.${parseHostPattern(entry).host}`).toMatch(/\.liveperson\.net$/);
});

it.each([DEFAULT_APP_KEY_SECRET, ORCHESTRATOR_APP_KEY_SECRET])('%s is the key of a secret', (key) => {
  expect(secretKeyProblem(key)).toBeUndefined();
});
