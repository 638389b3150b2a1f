import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import '../helpers/built';

const FOLDER = join(__dirname, '..', '..', 'examples', 'functions-client');
const UUID = '0d5a1bc6-weather';

/** What each example prints. */
const OUTPUT: Record<string, unknown> = {
  errors: [
    { whose: 'lambda', status: 901, code: 'com.liveperson.faas.handler.custom-failure' },
    { whose: 'invocation', status: 404, code: 'com.liveperson.faas.es.missinglambda' },
  ],
  event: [{ greeting: 'Hello' }, { priority: 2 }],
  invoke: { status: 200, body: { forecast: 'sunny' } },
  metrics: [
    { UUID, statusCode: 200, isTimed: true },
    { UUID, statusCode: 901, error: 'FaaSLambdaError', isTimed: true },
  ],
};
const ERRORS: Record<string, string> = { metrics: 'FaaSLambdaError\n' };

it('are all run', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
  expect(names.sort()).toEqual(Object.keys(OUTPUT).map((name) => `${name}.js`));
});

it.each(Object.keys(OUTPUT))('%s runs offline', (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(FOLDER, `${name}.js`)], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: ERRORS[name] ?? '' });
  expect(JSON.parse(stdout)).toEqual(OUTPUT[name]);
});
