import { describe, expect, it } from 'vitest';
import { secretKeyProblem } from '../../../src/config/option-values';
import { EVENT_IDS } from '../../../src/events/ids';
import { checkConfig } from '../../../src/runtime/rules/check-config';
import { checkSettings } from '../../../src/runtime/rules/check-settings';

/** The findings as `rule at value: message`. The value is the text of the line that is named. */
const found = (config: unknown, mark = '') => {
  const text = mark + JSON.stringify(config, null, 1);
  return checkConfig(text, 'config.json').map(({ rule, line, message, severity, file }) => {
    expect(file).toBe('config.json');
    const place = text.split('\n')[line - 1]?.trim().slice(0, 20).replace(/,$/, '');
    return `${severity} ${rule} at ${place}: ${message}`;
  });
};

const variables = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `A${index}`, value: '' }));
const record = (count: number) => Object.fromEntries(variables(count).map(({ key, value }) => [key, value]));
const badName = (name: string, limit = 200) =>
  `${JSON.stringify(name.slice(0, 50))} cannot be the name of an environment variable: letters, digits and "_", at most ` +
  `${limit}, and no digit first.`;
const schedules = (...given: unknown[]) => ({ schedules: given });
const CRON = '* * * * *';

describe('the variables of a config.json', () => {
  it.each<[given: unknown, findings: string[]]>([
    [variables(200), []],
    [
      variables(201),
      [
        'refused variable at "environmentVariable: There are 201 environment variables; LivePerson takes 200.',
      ],
    ],
    [record(512), []],
    [
      record(513),
      [
        'refused variable at "environmentVariable: There are 513 environment variables; LivePerson takes 512.',
      ],
    ],
    [[{ key: 'A'.repeat(200), value: 'x'.repeat(200) }], []],
    [[{ key: 'A'.repeat(201), value: '' }], [`refused variable at {: ${badName('A'.repeat(201))}`]],
    [
      [{ key: 'A', value: 'x'.repeat(201) }],
      ['refused variable at {: The value of A has 201 characters; LivePerson takes 200.'],
    ],
    [{ _a1: 'x'.repeat(1_024) }, []],
    [
      { _a1: 'x'.repeat(1_025) },
      [
        `refused variable at "_a1": "xxxxxxxxxxxx: The value of _a1 has 1025 characters; LivePerson takes 1024.`,
      ],
    ],
    [{ 'A-B': '' }, [`refused variable at "A-B": "": ${badName('A-B')}`]],
    [{ '1A': '' }, [`refused variable at "1A": "": ${badName('1A')}`]],
    [{ Ä: '' }, [`refused variable at "Ä": "": ${badName('Ä')}`]],
    [
      { [`${'A'.repeat(201)}`]: '' },
      [`refused variable at "AAAAAAAAAAAAAAAAAAA: ${badName('A'.repeat(201))}`],
    ],
    [[{ key: '', value: 'x'.repeat(300) }, { key: 7, value: '' }, null, 'text'], []],
    ['text', []],
  ])('%#', (environmentVariables, findings) => {
    expect(found({ environmentVariables })).toEqual(findings);
  });
});

describe('the event of a config.json', () => {
  it.each(['', 'No Event', 'no_event', 'no-event', 'NOEVENT', 'none', 'null', ...Object.values(EVENT_IDS)])(
    'may be %j',
    (event) => {
      expect(found({ event, eventId: event })).toEqual([]);
    },
  );

  it.each([
    ['no event at all', `Events: ${Object.values(EVENT_IDS).join(', ')}.`],
    ['a none', `Events: ${Object.values(EVENT_IDS).join(', ')}.`],
    ['conversational_comand', 'Did you mean "conversational_command"?'],
  ])('is unknown: %j', (event, advice) => {
    expect(found({ event })).toEqual([
      `refused event at "event": ${JSON.stringify(event).slice(0, 11)}: There is no event "${event}". ${advice}`,
    ]);
    expect(found({ eventId: event })).toEqual([
      `refused event at "eventId": ${JSON.stringify(event).slice(0, 9)}: There is no event "${event}". ${advice}`,
    ]);
  });

  it('may be of another type, and the file may be something else', () => {
    expect([found({ event: 7, eventId: null }), found([]), found('x'), found(null)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(found({ event: 'None' }, '\uFEFF')).toEqual([]);
    expect(() => checkConfig('{', 'config.json')).toThrow(SyntaxError);
  });
});

describe('the schedules of a config.json', () => {
  it.each<[config: object, findings: (string | RegExp)[]]>([
    [schedules(...Array(10).fill({ cron: CRON })), []],
    [
      schedules(...Array(11).fill({ cron: CRON })),
      ['refused schedule at "schedules": [: There are 11 schedules; LivePerson takes 10.'],
    ],
    [schedules({ cron: ` ${CRON} ` }, null, 'text', { cron: 7, timezone: 7 }, {}), []],
    [{ schedules: { cron: 'x' } }, []],
    [
      schedules({ cron: CRON }, { cron: '61 * * * *' }),
      [
        'refused schedule at "cron": "61 * * * *": "61 * * * *" is not a cron expression of five fields, such as ' +
          '"*/5 * * * *": CronPattern: Invalid value for minute: 61.',
      ],
    ],
    [
      schedules({ cron: '0 0 0 1 1 1' }),
      [/^refused schedule at "cron": "0 0 0 1 1 1: "0 0 0 1 1 1" is not a cron expression/],
    ],
    ...['UTC', 'utc', 'GMT', 'Etc/UTC', 'etc/gmt'].map(
      (timezone) => [schedules({ cron: CRON, timezone }), []] as [object, string[]],
    ),
    ...['Europe/Berlin', 'UTC+1', 'X/UTC', ''].map(
      (timezone) =>
        [
          schedules({ cron: CRON, timezone }),
          [
            `diagnostic schedule at ${`"timezone": "${timezone}"`.slice(0, 20)}: LivePerson runs schedules in UTC: "${timezone}" ` +
              'applies only on this machine.',
          ],
        ] as [object, string[]],
    ),
    [schedules({ payload: 'x'.repeat(7_998) }, { payload: undefined }), []],
    [
      schedules({ payload: 'x'.repeat(7_999) }),
      ['refused schedule at "payload": "xxxxxxxx: The payload has 8,001 characters; LivePerson takes 8,000.'],
    ],
  ])('%#', (config, findings) => {
    expect(found(config)).toEqual(
      findings.map((finding) => (typeof finding === 'string' ? finding : expect.stringMatching(finding))),
    );
  });
});

describe('the secrets of a settings file', () => {
  const check = (settings: unknown, mark = '') =>
    checkSettings(mark + JSON.stringify(settings, null, 1), 'settings.json', {
      keyProblem: secretKeyProblem,
      maxCharacters: 1_000,
    });

  it.each([
    [{ secrets: [{ key: 'a', value: 'x'.repeat(998) }, { key: '', value: 'x'.repeat(2_000) }, null, 7] }],
    [{ secrets: [{ key: 'a' }] }],
    [{ secrets: { key: 'a b' } }],
    [{}],
    [null],
    ['text'],
  ])('may be %#', (settings) => {
    expect(check(settings)).toEqual([]);
    expect(check(settings, '\uFEFF')).toEqual([]);
  });

  it('are reported with both of their problems', () => {
    const at = { file: 'settings.json', rule: 'secret', severity: 'diagnostic' };
    expect(check({ secrets: [{ key: 'ok' }, { key: 'a b', value: 'x'.repeat(999) }] })).toEqual([
      {
        ...at,
        ...{ line: 7, column: 11 },
        message: `The platform refuses a secret of this name: ${secretKeyProblem('a b')}.`,
      },
      {
        ...at,
        ...{ line: 8, column: 13 },
        message:
          'Secret "a b" has 1,001 characters; the platform keeps 1,000. Shorten it, or split it in two.',
      },
    ]);
  });
});
