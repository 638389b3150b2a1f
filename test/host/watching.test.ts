import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/settings-folder';
import { call, hostOf, project, until } from './support';

const PID = 'function lambda(input, callback) { callback(null, process.pid); }';
const answering = (text: string) => `function lambda(input, callback) { callback(null, '${text}'); }`;

it('takes new functions and new configuration while it runs, and goes on when the configuration is broken', async () => {
  const source = 'function lambda(input, callback) { callback(null, process.env.LEVEL); }';
  const folder = project({ one: { source, config: { environmentVariables: { LEVEL: 'low' } } } });
  const host = await hostOf(folder, { watch: true });
  const problems: string[] = [];
  host.observe((event) => event.type === 'problem' && problems.push(event.message));
  expect((await call(host, 'one')).body).toBe('low');
  const config = join(folder, 'functions/one/config.json');
  writeFileSync(config, JSON.stringify({ environmentVariables: { LEVEL: 'high' } }));
  await until(async () => (await call(host, 'one')).body === 'high');
  writeFileSync(config, '{ "environmentVariables": ');
  await until(() => problems.length > 0);
  expect(problems[0]).toMatch(/config\.json:1:\d+ is not JSON/);
  expect((await call(host, 'one')).status).toBe(200);
  writeFileSync(config, '{}');
  writeFileSync(join(folder, 'functions/settings.json'), '{ "whitelist": [ }');
  await until(() => problems.some((problem) => problem.includes('settings.json: line 1,')));
});

it('takes every other change while something is broken, and says once what is broken', async () => {
  const level = (value: string) => JSON.stringify({ environmentVariables: { LEVEL: value } });
  const source = 'function lambda(input, callback) { callback(null, process.env.LEVEL); }';
  const folder = project({ one: source, two: source });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, 'functions', path)), { recursive: true });
    writeFileSync(join(folder, 'functions', path), text);
  };
  write('one/config.json', level('first'));
  const host = await hostOf(folder, { watch: true });
  const problems: string[] = [];
  host.observe((event) => event.type === 'problem' && problems.push(event.message));
  expect((await call(host, 'one')).body).toBe('first');
  write('one/config.json', '{');
  write('settings.json', '{ "whitelist": [ }');
  write('new/index.js', source);
  write('new/config.json', '{}}');
  write('two/config.json', level('second'));
  await until(async () => (await call(host, 'two')).body === 'second');
  expect((await call(host, 'one')).body).toBe('first');
  expect(host.functions.map(({ name }) => name)).toEqual(['one', 'two']);
  await until(() => problems.length === 3);
  expect(problems.sort().map((problem) => problem.slice(folder.length))).toEqual([
    expect.stringMatching(/^\/functions\/new\/config\.json:1:3 is not JSON/),
    expect.stringMatching(/^\/functions\/one\/config\.json:1:2 is not JSON/),
    expect.stringMatching(/settings\.json: line 1,/),
  ]);
  write('new/config.json', level('new'));
  write('one/config.json', JSON.stringify({ uuid: host.functions[1]?.uuid }));
  await until(() => problems.length === 4);
  expect(problems[3]).toMatch(/Two functions have the id .*one\/config\.json and .*two\/config\.json/);
  expect([await call(host, 'one'), await call(host, 'two'), await call(host, 'new')]).toMatchObject([
    { body: 'first' },
    { body: 'second' },
    { body: 'new' },
  ]);
  write('one/config.json', level('third'));
  write('settings.json', '{}');
  await until(async () => (await call(host, 'one')).body === 'third');
  write('copy/index.js', source);
  write('copy/config.json', JSON.stringify({ name: 'Two' }));
  await until(() => problems.length === 5);
  expect(problems[4]).toMatch(/Two functions have the name .*Change "name" in one of them/);
  expect(host.functions.map(({ name }) => name)).toEqual(['new', 'one', 'two']);
  write('copy/config.json', JSON.stringify({ name: 'three', schedules: [{ cron: '99 * * * *' }] }));
  await until(() => problems.length === 6);
  write('copy/config.json', JSON.stringify({ name: 'three', schedules: [{ cron: '9 * * * *' }] }));
  await until(() => host.schedules.length === 1);
  expect(problems).toHaveLength(6);
});

it('takes a change that follows another one of the same file at once', async () => {
  const source = 'function lambda(input, callback) { callback(null, process.env.LEVEL); }';
  const folder = project({ one: { source, config: {} } });
  const config = join(folder, 'functions/one/config.json');
  const host = await hostOf(folder, { watch: true });
  await call(host, 'one');
  let round = 0;
  host.observe(({ type }) => {
    if (type === 'problem') writeFileSync(config, JSON.stringify({ environmentVariables: { LEVEL: round } }));
  });
  for (round = 1; round <= 5; round += 1) {
    writeFileSync(config, '{');
    await until(async () => (await call(host, 'one')).body === String(round), 5_000);
  }
});

it('loads what was changed before its watcher had started', async () => {
  const folder = project({ greet: PID });
  const host = await hostOf(folder, { watch: true });
  writeFileSync(
    join(folder, 'functions/greet/index.js'),
    'exports.lambda = (input, callback) => callback(null, 2);',
  );
  mkdirSync(join(folder, 'functions/added'));
  writeFileSync(join(folder, 'functions/added/index.js'), PID);
  await until(() => host.functions.length === 2);
  expect((await call(host, 'greet')).body).toBe(2);
});

it('goes on when the folder of the functions goes and comes back, as with a branch of git', async () => {
  const folder = project({ greet: answering('first') });
  const [functions, aside] = [join(folder, 'functions'), join(folder, 'aside')];
  const host = await hostOf(folder, { watch: true });
  const problems: string[] = [];
  host.observe((event) => event.type === 'problem' && problems.push(event.message));
  expect((await call(host, 'greet')).body).toBe('first');
  // The watcher must have begun to watch.
  writeFileSync(join(functions, 'greet/index.js'), answering('second'));
  await until(async () => (await call(host, 'greet')).body === 'second');
  renameSync(functions, aside);
  await until(() => problems.length > 0);
  expect((await call(host, 'greet')).body).toBe('second');
  writeFileSync(join(aside, 'greet/index.js'), answering('third'));
  renameSync(aside, functions);
  await until(async () => (await call(host, 'greet')).body === 'third');
  writeFileSync(join(functions, 'greet/index.js'), answering('fourth'));
  await until(async () => (await call(host, 'greet')).body === 'fourth');
  expect(host.functions).toMatchObject([{ name: 'greet', state: 'Productive' }]);
});

it.each(['the project', 'functions', 'a function'])('sees changes when %s is a link', async (what) => {
  const root = project({ greet: answering('first') });
  const links = temporaryFolder();
  const folder = what === 'the project' ? join(links, 'linked') : links;
  const link =
    { 'the project': 'linked', functions: 'functions', 'a function': 'functions/greet' }[what] ?? '';
  const target = what === 'the project' ? '' : link;
  mkdirSync(dirname(join(links, link)), { recursive: true });
  symlinkSync(join(root, target), join(links, link), 'dir');
  const host = await hostOf(folder, { watch: true });
  expect((await call(host, 'greet')).body).toBe('first');
  writeFileSync(join(root, 'functions/greet/index.js'), answering('second'));
  await until(async () => (await call(host, 'greet')).body === 'second');
  const events = () => host.catalogue.all()[0]?.eventId;
  writeFileSync(join(root, 'functions/greet/config.json'), '{ "event": "my_event" }');
  await until(() => events() === 'my_event');
});
