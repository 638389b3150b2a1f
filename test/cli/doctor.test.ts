import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAccount } from '../../src/cli/doctor/account';
import type { Finding } from '../../src/cli/doctor/finding';
import { checkProxy, checkTls } from '../../src/cli/doctor/network';
import { checkNode, checkPeers } from '../../src/cli/doctor/runtime';
import { checkSecrets, checkSecretsFile } from '../../src/cli/doctor/secrets';
import { checkWhitelist } from '../../src/cli/doctor/whitelist';
import { gitState } from '../../src/cli/git';
import { SettingsLoader } from '../../src/config/settings-file';
import { temporaryFolder } from '../helpers/settings-folder';
import { projectFolder, runCli, runHere } from './run-cli';

/** The findings that are not ok, as `level: what`. Each of them has a cure. */
function complaints(findings: readonly Finding[]): string[] {
  const bad = findings.filter(({ level }) => level !== 'ok');
  for (const { cure } of bad) expect(cure).toMatch(/^[A-Z].*\.$/);
  return bad.map(({ level, what }) => `${level}: ${what}`);
}

function texts(findings: readonly Finding[]): string[] {
  return findings.map(({ what }) => what);
}

describe('the account', () => {
  it('is warned about when there is none', () => {
    expect(complaints(checkAccount())).toEqual([expect.stringMatching(/^warning: No account is set/)]);
  });

  it.each([
    ['BRAND_ID', '12345678'],
    ['X_LIVEPERSON_BRAND_ID', 'le12345678'],
  ])('comes from %s', (name, value) => {
    process.env[name] = value;
    expect(texts(checkAccount())).toEqual([`Account "${value}" from ${name}.`]);
    expect(complaints(checkAccount())).toEqual([]);
  });

  it('is warned about when it looks like something else', () => {
    process.env.BRAND_ID = 'my account';
    expect(complaints(checkAccount())).toEqual([
      'warning: Account "my account" from BRAND_ID does not look like an account id.',
    ]);
  });
});

describe('the whitelist', () => {
  it('is well when every entry counts', () => {
    const entries = ['api.example.com', '*.example.org', 'example.org', '*.liveperson.com'];
    expect(complaints(checkWhitelist(entries))).toEqual([]);
    expect(texts(checkWhitelist(entries))).toEqual([
      "Whitelist of 4 entries, besides LivePerson's own hosts.",
    ]);
    expect(texts(checkWhitelist(['a.de']))).toEqual([
      "Whitelist of 1 entry, besides LivePerson's own hosts.",
    ]);
  });

  it.each<[entries: string[], complaint: RegExp]>([
    [['va.msghist.liveperson.net'], /"va\.msghist\.liveperson\.net" is allowed by default/],
    [['*.va.agentvep.liveperson.net'], /is allowed by default/],
    [['a.de', 'A.de.'], /"A\.de\." is listed twice/],
    [['api.example.org', '*.example.org'], /"api\.example\.org" is covered by "\*\.example\.org"/],
    [['*.example.org', '*.eu.example.org'], /"\*\.eu\.example\.org" is covered by "\*\.example\.org"/],
    [['*.com'], /"\*\.com" allows every host of a top-level domain/],
    [['*.co.uk'], /allows every host of a top-level domain/],
    [['*.herokuapp.com'], /allows the hosts of strangers/],
    [['*.eu-west-1.amazonaws.com'], /allows the hosts of strangers/],
    [['localhost:8080'], /is a private address/],
    [['169.254.169.254'], /is a private address/],
    [['10.1.2.3'], /is a private address/],
    [['[fd00::1]'], /is a private address/],
  ])('is warned about for %j', (entries, complaint) => {
    expect(complaints(checkWhitelist(entries))).toEqual([expect.stringMatching(complaint)]);
  });

  it.each([[['my-app.herokuapp.com']], [['172.15.0.1']], [['10.example.com']], [['fda.gov']]])(
    'trusts %j',
    (entries) => {
      expect(complaints(checkWhitelist(entries))).toEqual([]);
    },
  );
});

describe('secrets', () => {
  const OAUTH2 = { client_id: 'id-geheim', client_secret: 'geheim' };
  const OAUTH1 = { consumerKey: 'geheim', consumerSecret: 'geheim', token: 'geheim', tokenSecret: 'geheim' };
  const check = (secrets: Record<string, unknown>) => {
    const list = Object.entries(secrets).map(([key, value]) => ({ key, value }));
    const folder = projectFolder({ 'settings.json': { secrets: list } });
    return checkSecrets(new SettingsLoader().load(join(folder, 'settings.json')));
  };

  it('are well with an OAuth 2 app key', () => {
    const findings = check({ 'lp-faas-default-app-key': OAUTH2, other: 'geheim', '': '' });
    expect(complaints(findings)).toEqual([]);
    expect(texts(findings)).toEqual([
      '2 secrets in the settings.',
      'Secret "lp-faas-default-app-key" is an OAuth 2 app key.',
    ]);
  });

  it('are never shown', () => {
    const findings = check({
      'lp-faas-default-app-key': OAUTH1,
      'geh eim': '<geheim>',
      x: 'geheim'.repeat(2_000),
    });
    expect(JSON.stringify(findings).replaceAll('"geh eim\\"', '')).not.toContain('geheim');
    expect(complaints(findings)).toHaveLength(2);
  });

  it.each<[what: string, secrets: Record<string, unknown>, complaint: RegExp]>([
    ['no app key', {}, /^warning: There is no secret "lp-faas-default-app-key"/],
    [
      'an OAuth 1.0 app key',
      { 'lp-faas-default-app-key': OAUTH1 },
      /^warning: .* LivePerson has not accepted since 2026-05-31/,
    ],
    [
      'an app key without a secret',
      { 'lp-faas-default-app-key': { client_id: 'a1b2' } },
      /^problem: .*client_secret is missing/,
    ],
  ])('are complained about with %s', (_what, secrets, complaint) => {
    expect(complaints(check(secrets))).toEqual([expect.stringMatching(complaint)]);
  });

  it.each([
    '',
    ' ',
    'xxx',
    '***',
    '…',
    '...',
    '<your key>',
    'your-api-key',
    'changeme',
    'Change-Me',
    'TODO',
    'secret',
    'REPLACE_ME',
    'test-key',
  ])('are taken for placeholders: %j', (value) => {
    const findings = check({
      'lp-faas-default-app-key': OAUTH2,
      a: value,
      b: { user: value, password: value },
    });
    expect(complaints(findings)).toEqual([
      'warning: Secret "a" looks like a placeholder.',
      'warning: Secret "b" looks like a placeholder.',
    ]);
  });

  it.each<[value: unknown]>([
    ['s3cr3t-Value'],
    [{ user: 'value', password: 'a1b2' }],
    [{}],
    [0],
    [null],
    ['testament of 1871'],
  ])('are taken as real: %j', (value) => {
    expect(complaints(check({ 'lp-faas-default-app-key': OAUTH2, a: value }))).toEqual([]);
  });
});

describe('the files of secrets', () => {
  it.each<[state: Awaited<ReturnType<typeof gitState>>, complaint: string | undefined]>([
    ['tracked', 'problem: F holds secrets, and git tracks it.'],
    ['not-ignored', 'warning: F holds secrets, and the next "git add ." adds it.'],
    ['ignored', undefined],
    ['no-git', undefined],
    ['no-repository', undefined],
  ])('are seen as git sees them: %s', (state, complaint) => {
    for (const name of ['settings.json', 'settings.local.json']) {
      const file = join(projectFolder({ [name]: '{}' }), name);
      chmodSync(file, 0o600);
      const found = complaints(checkSecretsFile(file, state, true)).map((text) => text.replace(file, 'F'));
      expect(found).toEqual(complaint === undefined ? [] : [complaint]);
      expect(checkSecretsFile(file, state, true)).toHaveLength(1);
    }
  });

  it('matter only when they hold secrets, or are made for them', () => {
    expect(checkSecretsFile('/x/settings.json', 'tracked', false)).toEqual([]);
    expect(complaints(checkSecretsFile('/x/settings.local.json', 'tracked', false))).toHaveLength(1);
    expect(complaints(checkSecretsFile('/x/settings.json', 'tracked', undefined))).toHaveLength(1);
  });

  it.runIf(process.platform !== 'win32').each([
    [0o600, []],
    [0o400, []],
    [0o644, ['warning: F holds secrets, and other users of this machine may read it (mode 644).']],
    [0o640, ['warning: F holds secrets, and other users of this machine may read it (mode 640).']],
  ])('have a mode: %o', (mode, expected) => {
    const file = join(projectFolder({ 'settings.json': '{}' }), 'settings.json');
    chmodSync(file, mode);
    const found = complaints(checkSecretsFile(file, 'ignored', true)).map((text) => text.replace(file, 'F'));
    expect(found).toEqual(expected);
  });
});

describe('gitState', () => {
  const repository = (files: Record<string, unknown>) => {
    const folder = projectFolder(files);
    execFileSync('git', ['init', '--quiet', folder]);
    return folder;
  };

  it('knows tracked, ignored and other files apart, whatever they are called', async () => {
    const folder = repository({
      '.gitignore': 'ignored.json\n',
      'ignored.json': '',
      ':odd*.json': '',
      'new.json': '',
    });
    execFileSync('git', ['-C', folder, '--literal-pathspecs', 'add', ':odd*.json']);
    const states = [':odd*.json', 'ignored.json', 'new.json'].map((name) => gitState(join(folder, name)));
    expect(await Promise.all(states)).toEqual(['tracked', 'ignored', 'not-ignored']);
  });

  it('needs a repository, and git', async () => {
    expect(await gitState(join(projectFolder({ 'a.json': '' }), 'a.json'))).toBe('no-repository');
    const file = join(repository({ 'a.json': '' }), 'a.json');
    process.env.PATH = temporaryFolder();
    expect(await gitState(file)).toBe('no-git');
  });
});

describe('the proxy', () => {
  it('is none', () => {
    expect(texts(checkProxy())).toEqual(['No proxy is set.']);
  });

  it('is shown as resolved, without its password', () => {
    Object.assign(process.env, {
      HTTPS_PROXY: 'http://ada:geheim@proxy:3128',
      http_proxy: 'geheim@other:80',
      NO_PROXY: 'a.de',
    });
    expect(texts(checkProxy())).toEqual([
      'Requests to https:// go through http://ada:***@proxy:3128, but for a.de.',
      'Requests to http:// go through http://***@other, but for a.de.',
    ]);
    process.env.NO_PROXY = '*';
    expect(texts(checkProxy())).toEqual([
      'Requests to https:// go out directly.',
      'Requests to http:// go out directly.',
    ]);
  });

  it('is complained about', () => {
    Object.assign(process.env, { HTTPS_PROXY: 'socks://geheim@proxy', NO_PROXY: '10.0.0.0/8, a.de' });
    expect(complaints(checkProxy())).toEqual([
      expect.stringMatching(/^problem: HTTPS_PROXY: (?!.*geheim)/),
      'warning: NO_PROXY entry "10.0.0.0/8" is ignored.',
    ]);
  });
});

describe('TLS', () => {
  const check = (env: Record<string, string>) => {
    delete process.env.NODE_EXTRA_CA_CERTS;
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    Object.assign(process.env, env);
    return checkTls();
  };

  it('is well with what Node brings, and with more authorities', () => {
    expect(texts(check({}))).toEqual(['TLS trusts the authorities that come with Node.']);
    const pem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
    const folder = projectFolder({ one: pem, two: pem + pem });
    expect(texts(check({ NODE_EXTRA_CA_CERTS: join(folder, 'one') }))).toEqual([
      expect.stringMatching(/adds 1 authority\.$/),
    ]);
    expect(texts(check({ NODE_EXTRA_CA_CERTS: join(folder, 'two') }))).toEqual([
      expect.stringMatching(/adds 2 authorities\.$/),
    ]);
  });

  it.each<[env: Record<string, string>, complaint: RegExp]>([
    [
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      /^problem: NODE_TLS_REJECT_UNAUTHORIZED=0 accepts every certificate/,
    ],
    [
      { NODE_EXTRA_CA_CERTS: '/nope.pem' },
      /^problem: NODE_EXTRA_CA_CERTS=\/nope\.pem cannot be read: ENOENT\.$/,
    ],
    [
      { NODE_EXTRA_CA_CERTS: 'package.json' },
      /^problem: NODE_EXTRA_CA_CERTS=package\.json holds no certificate\.$/,
    ],
  ])('is complained about with %j', (env, complaint) => {
    expect(complaints(check(env))).toEqual([expect.stringMatching(complaint)]);
  });
});

describe('the runtime', () => {
  it.each(['20.19.0', '20.20.2', '22.1.0', '24.11.0', '26.12.1'])('is well with Node %s', (version) => {
    expect(complaints(checkNode(version))).toEqual([]);
  });

  it.each([
    ['18.20.0', /^problem: Node 18\.20\.0 is too old: .* 20\.19 or newer\.$/],
    ['20.18.3', /^problem: /],
    ['21.7.0', /^warning: Node 21\.7\.0 is none of the lines .* \(20, 22, 24, 26\)\.$/],
    ['25.0.0', /^warning: /],
  ])('is complained about with Node %s', (version, complaint) => {
    expect(complaints(checkNode(version))).toEqual([expect.stringMatching(complaint)]);
  });

  it('lets jsforce be newer on Node 22', () => {
    expect(complaints(checkPeers('22.1.0', (name) => (name === 'nock' ? '14.0.0' : '3.12.0')))).toEqual([]);
  });

  it('finds the packages of this repository', () => {
    expect(texts(checkPeers(process.versions.node))).toEqual([
      expect.stringMatching(/^nock 14\.0\.\d+\.$/),
      expect.stringMatching(/^jsforce 3\.\d+\.\d+\.$/),
    ]);
  });

  it.each<[nock: string | undefined, jsforce: string | undefined, complaint: RegExp[]]>([
    [undefined, undefined, [/^warning: nock is not installed/]],
    ['13.5.6', '3.10.16', []],
    ['15.0.6', '3.10.16', []],
    ['16.0.0', '3.10.16', [/^warning: nock 16\.0\.0 is not supported: 13\.5, 14 and 15 are/]],
    ['14.0.17', '3.10.17', [/^warning: jsforce 3\.10\.17 does not load before Node 22/]],
    ['14.0.17', '3.11.0', [/^warning: jsforce 3\.11\.0 does not load before Node 22/]],
    ['13.4.0', '3.1.0', [/^warning: nock 13\.4\.0 is not supported/]],
    ['12.0.0', '1.11.1', [/^warning: nock 12/, /^warning: jsforce 1\.11\.1 is not supported/]],
  ])('judges nock %s and jsforce %s', (nock, jsforce, complaint) => {
    const versions: Record<string, string | undefined> = { nock, jsforce };
    const found = complaints(checkPeers('20.19.0', (name) => versions[name]));
    expect(found).toEqual(complaint.map((text) => expect.stringMatching(text)));
  });
});

describe('lp-faas-toolbelt doctor', () => {
  const APP_KEY = {
    key: 'lp-faas-default-app-key',
    value: { client_id: 'geheim-1', client_secret: 'geheim-2' },
  };
  const doctor = async (cwd: string, env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await runHere(['doctor', '--json'], { cwd, env });
    expect(stderr).toBe('');
    expect(stdout).not.toContain('geheim');
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return { code, found: complaints(findings) };
  };

  it('finds nothing wrong with a project in order', async () => {
    const cwd = projectFolder({
      'functions/settings.json': { whitelist: ['api.example.com'] },
      'functions/settings.local.json': { secrets: [APP_KEY] },
    });
    chmodSync(join(cwd, 'functions/settings.local.json'), 0o600);
    expect(await doctor(cwd, { BRAND_ID: '12345678' })).toEqual({ code: 0, found: [] });
  });

  it('names file, line and column of what LivePerson does not allow, for machines', async () => {
    const lambda = 'function lambda(input, callback) { callback(); }';
    const cwd = projectFolder({
      'functions/settings.json': { secrets: [{ key: 'a b', value: 'geheim' }] },
      'functions/greet/index.js': `${lambda}\nrequire('axios');`,
      'functions/greet/config.json': { event: 'ttr', schedules: [{ cron: '* * *' }] },
      'functions/open/index.js': 'function lambda(',
      'functions/list/index.js': lambda,
      'functions/list/config.json': '[]',
    });
    chmodSync(join(cwd, 'functions/settings.json'), 0o600);
    const { code, stdout } = await runHere(['doctor', join(cwd, 'functions'), '--json'], {
      cwd,
      env: { BRAND_ID: '1' },
    });
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const placed = findings.filter(({ file }) => file !== undefined);
    expect(
      placed.map(({ level, rule, file = '', line, column }) => [
        `${level} ${rule} ${relative(cwd, file)}`,
        typeof line,
        typeof column,
      ]),
    ).toEqual(
      [
        'warning secret functions/settings.json',
        'problem foreign-module functions/greet/index.js',
        'problem event functions/greet/config.json',
        'problem schedule functions/greet/config.json',
        'problem undefined functions/list/config.json',
        'problem syntax functions/open/index.js',
      ].map((finding) => [finding, 'number', 'number']),
    );
  });

  it('finds secrets that git tracks', async () => {
    const cwd = projectFolder({ 'functions/settings.json': { secrets: [APP_KEY] } });
    chmodSync(join(cwd, 'functions/settings.json'), 0o600);
    execFileSync('git', ['init', '--quiet', cwd]);
    execFileSync('git', ['-C', cwd, 'add', '.']);
    const { code, found } = await doctor(cwd, { BRAND_ID: '1' });
    expect(code).toBe(1);
    expect(found).toEqual([
      expect.stringMatching(/^problem: .*functions\/settings\.json holds secrets, and git tracks it\.$/),
    ]);
  });

  it('finds what the toolbelt passes over in the settings', async () => {
    const cwd = projectFolder({
      'functions/settings.json': { whiteList: ['a.de'], SECRETS: [], whitelist: [], lpf: 1 },
      'functions/settings.local.json': {
        secret: [{ key: 'a', value: 'geheim' }],
        secrets: [
          APP_KEY,
          { key: 'b', value: 'geheim-3' },
          APP_KEY,
          { key: '', value: '' },
          { key: '', value: '' },
        ],
      },
    });
    chmodSync(join(cwd, 'functions/settings.local.json'), 0o600);
    const { code, found } = await doctor(cwd, { BRAND_ID: '1' });
    expect(code).toBe(0);
    expect(found).toEqual([
      expect.stringMatching(/^warning: .*settings\.json has "whiteList", .* did you mean "whitelist"\?$/),
      expect.stringMatching(/^warning: .*settings\.json has "SECRETS", .* did you mean "secrets"\?$/),
      expect.stringMatching(/^warning: .*settings\.local\.json has "secret", .* did you mean "secrets"\?$/),
      expect.stringMatching(
        /^warning: Secret "lp-faas-default-app-key" has more than one entry in .*local\.json/,
      ),
    ]);
  });

  it('does not take a secret of the local file for a repeated one', async () => {
    const secrets = [APP_KEY];
    const files = { 'functions/settings.json': { secrets }, 'functions/settings.local.json': { secrets } };
    const { found } = await doctor(projectFolder(files), { BRAND_ID: '1' });
    expect(found.filter((text) => text.includes('more than one entry'))).toEqual([]);
  });

  it('finds functions that do not parse, and a broken config.json', async () => {
    const lambda = 'function lambda(input, callback) { callback(null, 1); }\n';
    const cwd = projectFolder({
      'functions/settings.json': { whitelist: [], secrets: [APP_KEY] },
      'functions/good/index.js': `\uFEFF#!/usr/bin/env node\nthrow new Error('not run');\n${lambda}`,
      'functions/good/config.json': '\uFEFF{ "input": { "headers": [], "payload": {} } }',
      'functions/open/index.js': `${lambda}function (`,
      'functions/esm/index.js': "import { Toolbelt } from 'lp-faas-toolbelt';\n",
      'functions/json/index.js': lambda,
      'functions/json/config.json': '{ "environmentVariables": [{ "key": "A", "value": "geheim" },, ] }',
      'functions/list/index.js': lambda,
      'functions/list/config.json': '[]',
      'functions/variable/index.js': lambda,
      'functions/variable/config.json': { environmentVariables: [{ key: 'A', value: ['geheim'] }] },
      'functions/input/index.js': lambda,
      'functions/input/config.json': { input: { header: [], payload: 'geheim' } },
      'functions/none/readme.js': 'function (',
    });
    chmodSync(join(cwd, 'functions/settings.json'), 0o600);
    const { code, found } = await doctor(cwd, { BRAND_ID: '1' });
    expect(code).toBe(1);
    expect(found).toEqual([
      expect.stringMatching(
        /^problem: .*esm.index\.js:1:1 LivePerson looks for "async function lambda\(input\)/,
      ),
      expect.stringMatching(/^problem: .*esm.index\.js:1:1 LivePerson V2 does not have "lp-faas-toolbelt"/),
      expect.stringMatching(
        /^warning: .*good.index\.js:3:1 The documentation of LivePerson wants .* in the first line/,
      ),
      expect.stringMatching(/^problem: .*input.config\.json: line 3, column \d+: input\.header: unknown key/),
      expect.stringMatching(/^problem: .*json.config\.json is not JSON: line 1, column \d+: /),
      expect.stringMatching(
        /^problem: .*list.config\.json: line 1, column 1: expected an object, found an array/,
      ),
      expect.stringMatching(/^problem: .*open.index\.js:2:1 does not parse: /),
      expect.stringMatching(
        /^problem: .*variable.config\.json: .*environmentVariables\[0\]\.value: expected a string/,
      ),
    ]);
  });

  it('tells machines the place and the rule of what LivePerson does not allow', async () => {
    const cwd = projectFolder({
      'own/greet/index.js': "function lambda(input, callback) { callback(null, require('axios')); }\n",
      'own/greet/config.json': { event: 'conversation', environmentVariables: { A: 'x'.repeat(1_025) } },
    });
    const { stdout } = await runCli(['doctor', 'own', '--json'], { cwd });
    const { findings } = JSON.parse(stdout) as { findings: Array<Record<string, unknown>> };
    expect(findings.filter(({ rule }) => rule !== undefined)).toMatchObject([
      {
        level: 'problem',
        rule: 'foreign-module',
        line: 1,
        column: 51,
        file: expect.stringMatching(/index\.js$/),
      },
      { level: 'problem', rule: 'variable', file: expect.stringMatching(/config\.json$/) },
      { level: 'problem', rule: 'event' },
    ]);
  });

  it('shows the place of a mistake in the settings, and looks at their files all the same', async () => {
    const cwd = projectFolder({
      'functions/settings.json': '{\n  "whitelist": ["*"],\n  "secrets": [{"key": "geheim"}]\n}',
    });
    execFileSync('git', ['init', '--quiet', cwd]);
    const { code, found } = await doctor(cwd, { BRAND_ID: '1' });
    expect(code).toBe(1);
    expect(found).toEqual([
      expect.stringMatching(
        /^problem: Invalid settings file .*settings\.json: line 2, column 17: whitelist\[0\]: .*line 3, /,
      ),
      expect.stringMatching(/^warning: .*the next "git add \." adds it/),
    ]);
  });

  it.each<[what: string, cwd: string, env: Record<string, string>, complaint: RegExp]>([
    ['nowhere', '.', {}, /^warning: There is no settings file .*: only LivePerson's own hosts/],
    [
      'above the working directory',
      'home/sub',
      {},
      /^warning: There is no settings file .*, but there is .*home\/functions\/settings\.json/,
    ],
    [
      'where the variable says, but are not',
      'home',
      { LP_FAAS_SETTINGS: 'nope.json' },
      /^problem: LP_FAAS_SETTINGS names .*nope\.json/,
    ],
  ])('says when the settings are %s', async (_what, cwd, env, complaint) => {
    const folder = projectFolder({ 'home/functions/settings.json': {}, 'home/sub/x': '' });
    const { found } = await doctor(join(folder, cwd), { BRAND_ID: '1', ...env });
    expect(found[0]).toMatch(complaint);
  });

  it('prints a list for people, with the cure under each finding', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const runs = [
      await runHere(['doctor'], { env }),
      await runCli(['doctor'], { env: { ...env, NODE_NO_WARNINGS: '1' } }),
    ];
    for (const { code, stdout } of runs) {
      expect(code).toBe(1);
      expect(stdout).toMatch(/^ok {7}Node \d/m);
      expect(stdout).toMatch(/^problem {2}NODE_TLS_REJECT_UNAUTHORIZED=0 .*\n {9}Unset it/m);
      expect(stdout).toMatch(/\n\n1 problem, 3 warnings\.\n$/);
    }
  });
});
