import { describe, expect, it } from 'vitest';
import { secretKeyProblem } from '../../src/config/option-values';
import { checkConfig } from '../../src/runtime/rules/check-config';
import { checkSettings } from '../../src/runtime/rules/check-settings';
import { checkSource } from '../../src/runtime/rules/check-source';

const V1 = 'function lambda(input, callback) { callback(null, 1); }\n';
const V2 =
  "import { Toolbelt } from 'core-functions-toolbelt';\nexport async function lambda(input) { return Toolbelt; }\n";

/** The findings as `line:column severity rule`. */
const found = (text: string, file = 'index.js', form?: 'v1' | 'v2') =>
  checkSource(text, file, { form }).map(
    ({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`,
  );

describe('the rules for sources', () => {
  it.each([
    ['V1', V1, 'index.js'],
    [
      'what V1 provides',
      `${V1}const _ = require('lodash'), { Toolbelt } = require('lp-faas-toolbelt'), fs = require('node:fs/promises');`,
      'index.js',
    ],
    ['V2', V2, 'index.js'],
    ['V2 by its form', 'async function lambda(input) { await fetch(input.payload); }', 'index.js', 'v2'],
    ['a fetch of its own', `${V1}const { fetch } = { fetch() {} }; fetch();`, 'index.js'],
    [
      'names that only look like globals',
      `${V1}const client = { fetch, require: 1 }; client.fetch(); const a = b, b = a; a(); const c = { eval: 1 }.eval; c(); let d = fetch; d = () => {}; d();`,
      'index.js',
    ],
    [
      'a parameter',
      `${V1}(function (fetch, require, Function) { fetch(); require('x'); new Function(); })();`,
      'index.js',
    ],
    [
      'a helper of a source that is built',
      "import { help } from './help';\nexport function lambda(input: unknown, callback: () => void): void { callback(help()); }",
      'index.ts',
    ],
    ['a module without the lambda that is built', 'export const help = (text: string) => text;', 'help.ts'],
  ] as const)('let pass: %s', (_what, text, file, form?: 'v1' | 'v2') => {
    expect(found(text, file, form)).toEqual([]);
  });

  it.each([
    ['a slip', 'function lambda(input, callback) {\n  const a = ;\n}', ['2:13 refused syntax']],
    ['no lambda', 'module.exports = (input, callback) => callback();', ['1:1 refused lambda-declaration']],
    ['a variable', '\nconst lambda = (input, callback) => callback();', ['2:1 refused lambda-declaration']],
    [
      'another line',
      "'use strict';\nfunction lambda(input, callback) { callback(); }",
      ['2:1 diagnostic lambda-first-line'],
    ],
    ['no callback', 'function lambda(input) { return input; }', ['1:1 refused callback-unused']],
    [
      'a callback that is not used',
      'function lambda(input, callback) { return input.callback; }',
      ['1:24 refused callback-unused'],
    ],
    [
      'eval',
      `${V1}eval('1'); new Function('1'); globalThis.eval('2');`,
      ['2:1 refused eval', '2:12 refused eval', '2:31 refused eval'],
    ],
    [
      'eval by other names',
      `${V1}(0, eval)('1'); const { Function: F } = globalThis; F('2'); globalThis['eval']('3'); eval.call(null, '4');`,
      ['2:1 refused eval', '2:53 refused eval', '2:61 refused eval', '2:86 refused eval'],
    ],
    [
      'fetch by other names',
      `${V1}const f = fetch; f('a'); globalThis?.fetch('b'); const { fetch: g, b = 1 } = global; g('c'); new WebSocket('d');`,
      [18, 26, 86, 94].map((column) => `2:${column} diagnostic raw-request`),
    ],
    [
      'modules by other names',
      `${V1}require(\`https\`); const r = require; r('net'); const id = 'node:' + 'tls'; require(id); import(\`http\`); module.require('dgram'); process.getBuiltinModule('http2');`,
      [1, 38, 76, 89, 105, 130].map((column) => `2:${column} diagnostic raw-request`),
    ],
    [
      'modules of a made require',
      `${V1}const { createRequire } = require('module'); const load = createRequire(__filename); load('cluster'); load(\`./a\`);`,
      ['2:86 diagnostic child-process', '2:103 refused own-module'],
    ],
    ['a package', `${V1}const axios = require('axios');`, ['2:15 refused foreign-module']],
    [
      'a path in a package',
      `${V1}require('lodash/get'); require('lp-faas-toolbelt/testing');`,
      ['2:1 refused foreign-module', '2:24 refused foreign-module'],
    ],
    [
      'a file',
      `${V1}const a = require('./helper'), b = require('../x/y.json');`,
      ['2:11 refused own-module', '2:36 refused own-module'],
    ],
    [
      'fetch and http',
      `${V1}fetch('https://a'); const http = require('https'); globalThis.fetch('x');`,
      ['2:1 diagnostic raw-request', '2:34 diagnostic raw-request', '2:52 diagnostic raw-request'],
    ],
    ['a process', `${V1}require('node:child_process');`, ['2:1 diagnostic child-process']],
    ['too much code', `${V1}${'// 3456789\n'.repeat(10_000)}`, ['1:1 refused code-size']],
  ])('find: %s', (_what, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  it.each([
    [
      'the toolbelt of V1',
      V2.replace('core-functions-toolbelt', 'lp-faas-toolbelt'),
      ['1:1 refused foreign-module'],
    ],
    ['lodash', `${V2}import _ from 'lodash';`, ['3:1 refused foreign-module']],
    ['a file', `${V2}export * from './x.js';`, ['3:1 refused own-module']],
    ['no async', 'export function lambda(input) { return 1; }', ['1:8 diagnostic lambda-declaration']],
  ])('find in V2: %s', (_what, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  it('name the place in TypeScript, and say what to do', () => {
    const text =
      "import type { A } from 'a';\nimport x from 'axios';\nexport function lambda(input: A, callback: (e: A) => void) { callback(x as A); }";
    expect(checkSource(text, '/p/index.ts')).toEqual([
      {
        rule: 'foreign-module',
        message: expect.stringMatching(
          /^LivePerson V1 does not have "axios": it has Node's own modules and lp-faas-toolbelt, /,
        ),
        file: '/p/index.ts',
        line: 2,
        column: 1,
        severity: 'refused',
      },
    ]);
  });
});

describe('the rules for config.json', () => {
  const check = (config: unknown) =>
    checkConfig(JSON.stringify(config, null, 1), 'config.json').map(
      ({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`,
    );
  const variable = (key: string, value: string) => ({ environmentVariables: [{ key, value }] });

  it.each([
    [{ event: 'conversational_command', environmentVariables: [{ key: '', value: '' }] }],
    [{ event: null }],
    [variable('A_1', 'x'.repeat(200))],
    [{ environmentVariables: { A: 'x'.repeat(1_024) } }],
    [
      {
        event: 'No Event',
        schedules: [{ cron: '*/5 * * * *', timezone: 'UTC', payload: 'x'.repeat(7_998) }],
      },
    ],
    [{ schedules: Array.from({ length: 10 }, () => ({ cron: '0 9 * * MON-FRI' })) }],
    [[]],
  ])('let pass: %j', (config) => {
    expect(check(config)).toEqual([]);
  });

  it.each([
    [
      variable('A', 'x'.repeat(201)),
      /^3:3 variable The value of A has 201 characters; LivePerson takes 200\.$/,
    ],
    [variable('1A', ''), /^3:3 variable "1A" cannot be the name/],
    [{ environmentVariables: { A: 'x'.repeat(1_025) } }, /^3:\d+ variable The value of A has 1025/],
    [
      { environmentVariables: Array.from({ length: 201 }, (_, index) => ({ key: `A${index}`, value: '' })) },
      /variable There are 201/,
    ],
    [
      { event: 'somebody_called' },
      /^2:\d+ event There is no event "somebody_called"\. Events: controllerbot_messaging_new_conversation, /,
    ],
    [{ eventId: 'conversational_comand' }, /^2:\d+ event .* Did you mean "conversational_command"\?$/],
    [
      { schedules: [{ cron: '*/5 * * * *' }, { cron: '61 * * * *' }] },
      /^7:\d+ schedule "61 \* \* \* \*" is not a cron expression of five fields, such as .*[^.]\.$/,
    ],
    [
      { schedules: [{ cron: '0 */5 * * * *' }] },
      /^4:\d+ schedule "0 \*\/5 \* \* \* \*" is not a cron expression/,
    ],
    [{ schedules: [{ cron: '' }] }, /schedule "" is not a cron expression/],
    [
      { schedules: Array.from({ length: 11 }, () => ({ cron: '* * * * *' })) },
      /^2:\d+ schedule There are 11 schedules; LivePerson takes 10\.$/,
    ],
    [
      { schedules: [{ cron: '* * * * *', payload: { a: 'x'.repeat(8_000) } }] },
      /^5:\d+ schedule The payload has 8,008 characters; LivePerson takes 8,000\.$/,
    ],
    [
      { schedules: [{ cron: '* * * * *', timezone: 'Europe/Berlin' }] },
      /^5:\d+ schedule LivePerson runs schedules in UTC: "Europe\/Berlin" applies only on this machine\.$/,
    ],
  ])('find: %#', (config, finding) => {
    expect(check(config)).toEqual([expect.stringMatching(finding)]);
  });
});

describe('the rules for secrets', () => {
  const check = (secrets: unknown) =>
    checkSettings(JSON.stringify({ secrets }, null, 1), 'settings.json', {
      keyProblem: secretKeyProblem,
      maxCharacters: 10_000,
    }).map(({ line, column, rule, severity, message }) => `${line}:${column} ${severity} ${rule} ${message}`);

  it.each([
    [undefined],
    ['none'],
    [[{ key: '', value: '' }, null, { key: 'a-B_1', value: 'x'.repeat(9_998) }]],
    [[{ key: 'k'.repeat(100), value: { a: 1 } }]],
  ])('let pass: %j', (secrets) => {
    expect(check(secrets)).toEqual([]);
  });

  it('find names and sizes that are refused, and show no value', () => {
    const found = check([
      { key: 'a b', value: 's3cr3t' },
      { key: 'k'.repeat(101), value: 's3cr3t' },
      { key: 'large', value: { s3cr3t: 'x'.repeat(10_000) } },
    ]);
    expect(found).toEqual([
      expect.stringMatching(
        /^4:\d+ diagnostic secret The platform refuses a secret of this name: .*"a b"\.$/,
      ),
      expect.stringMatching(/^8:\d+ diagnostic secret The platform refuses .* found 101 characters\.$/),
      expect.stringMatching(
        /^13:\d+ diagnostic secret Secret "large" has 10,013 characters; the platform keeps 10,000\./,
      ),
    ]);
    expect(found.join()).not.toContain('s3cr3t');
  });
});
