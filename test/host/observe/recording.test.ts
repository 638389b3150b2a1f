import { expect, it } from 'vitest';
import { Feed } from '../../../src/host/observe/feed';
import { History } from '../../../src/host/observe/history';
import { Recorder } from '../../../src/host/observe/recorder';
import type { HostEvent } from '../../../src/host/observe/types';
import { UsedSecrets } from '../../../src/host/observe/used-secrets';
import { nextTurn } from '../../../src/internal/real-time';

const SECRET = 'very-secret-password';
const SECRETS = new UsedSecrets('12345678');
const ENDED = { logs: [], diagnostics: [], requests: [], durationMs: 3 };

function beginning(payload: unknown) {
  const input = { headers: [], payload };
  return { function: 'f', uuid: 'u', trigger: 'api', input, version: 1, pid: 7 } as const;
}

it('shows no credential of an invocation that runs, has just ended, or was kept', async () => {
  const history = new History(SECRETS);
  const recorder = new Recorder(history, new Feed(), SECRETS);
  const recording = recorder.begin(beginning({ password: SECRET }));
  const seen: unknown[] = [history.get(recording.id), history.page({})];
  recorder.end(recording, { ...ENDED, result: { token: SECRET } });
  const whole = history.get(recording.id);
  expect(whole).toMatchObject({ status: 'ok', isInputRedacted: true, result: { token: '[redacted]' } });
  seen.push(whole, history.page({ text: 'ok' }), history.lines({}));
  await nextTurn();
  expect(history.get(recording.id)).toEqual(whole);
  expect(JSON.stringify([seen, history.all(), recording])).not.toContain(SECRET);
});

it('says that the input was redacted only when a credential was removed from it', () => {
  const recorder = new Recorder(new History(SECRETS), new Feed(), SECRETS);
  const isRedacted = (payload: unknown) => recorder.begin(beginning(payload)).read().isInputRedacted;
  expect(isRedacted({ password: SECRET })).toBe(true);
  expect(isRedacted({ text: 'it shows [redacted]' })).toBe(false);
  expect(isRedacted({ text: 'hello' })).toBe(false);
  const ended = recorder.begin(beginning(JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)));
  recorder.end(ended, { ...ENDED, result: { token: SECRET } });
  expect(ended.read()).toMatchObject({ isInputRedacted: false, cut: ['input'] });
});

it('tells listeners at once how an invocation ended, also when newer ones have taken its place', () => {
  const [history, feed] = [new History(SECRETS), new Feed()];
  const recorder = new Recorder(history, feed, SECRETS);
  const events: HostEvent[] = [];
  const first = recorder.begin(beginning(1));
  for (let i = 0; i < 1_000; i += 1) recorder.begin(beginning(i));
  feed.observe((event) => void events.push(event));
  const error = { code: 'c', message: `Bearer ${SECRET}` };
  recorder.end(first, { ...ENDED, error });
  expect(events).toMatchObject([
    {
      type: 'invocation-ended',
      invocation: { id: first.id, status: 'failed', durationMs: 3, errorCode: 'c' },
    },
  ]);
  expect(JSON.stringify(events)).not.toContain(SECRET);
  expect(history.get(first.id)).toBeUndefined();
});

it('keeps all facts of an invocation', async () => {
  const history = new History(SECRETS);
  const recorder = new Recorder(history, new Feed(), SECRETS);
  const recording = recorder.begin(beginning({ a: 1 }));
  recorder.end(recording, { ...ENDED, result: 'done', memoryBytes: 9 });
  await nextTurn();
  const facts = {
    id: recording.id,
    function: 'f',
    uuid: 'u',
    trigger: 'api',
    startedAt: expect.any(Number),
    status: 'ok',
    durationMs: 3,
  };
  expect(history.get(recording.id)).toStrictEqual({
    ...facts,
    version: 1,
    pid: 7,
    memoryBytes: 9,
    input: { headers: [], payload: { a: 1 } },
    result: 'done',
    logs: [],
    diagnostics: [],
    requests: [],
    cut: [],
    isInputRedacted: false,
  });
  const summary = { ...facts, logs: 0, requests: 0, diagnostics: 0 };
  expect(history.page({ text: 'done' })).toStrictEqual({ invocations: [summary], next: null });
});

it('keeps a short error whole beside a long part', () => {
  const recorder = new Recorder(new History(SECRETS), new Feed(), SECRETS);
  const recording = recorder.begin(beginning(1));
  const error = { code: 'c', message: 'm', stack: 'Error: m\n    at lambda (/project/index.js:3:5)' };
  const diagnostics = [{ code: 'd', message: 'x'.repeat(70_000) }];
  recorder.end(recording, { ...ENDED, error, diagnostics });
  const line = { file: '/project/index.js', line: 3, column: 5 };
  expect(recording.read()).toMatchObject({
    cut: ['diagnostics'],
    diagnostics: [],
    error: { ...error, line },
  });
});

it('is found by its facts and by all its texts, while it runs, when it has just ended, and when it was kept', async () => {
  const history = new History(SECRETS);
  const recorder = new Recorder(history, new Feed(), SECRETS);
  const recording = recorder.begin({ ...beginning({ a: 'PAYLOAD-1' }), function: 'name-1', uuid: 'uuid-1' });
  recorder.log(recording, { level: 'info', message: 'logged-1', extras: ['extra-1'], timestamp: 1 });
  const isFound = (text: string): boolean => history.page({ text }).invocations[0]?.id === recording.id;
  const running = [recording.id, 'name-1', 'uuid-1', 'api', 'RUNNING', 'payload-1', 'logged-1', 'extra-1'];
  expect(running.filter((text) => !isFound(text))).toEqual([]);
  const { logs, requests } = recording.read();
  const diagnostics = [{ code: 'code-2', message: 'remark-2' }];
  const error = { code: 'code-3', message: 'failure-3', stack: 'Error: failure-3\n    at f (/a/f.js:1:2)' };
  recorder.end(recording, { ...ENDED, logs, requests, diagnostics, error });
  const ended = [...running.filter((text) => text !== 'RUNNING'), 'failed', 'code-2', 'remark-2', 'code-3'];
  const all = [...ended, 'failure-3', '/a/f.js'];
  expect(all.filter((text) => !isFound(text))).toEqual([]);
  const page = history.page({});
  await nextTurn();
  expect(all.filter((text) => !isFound(text))).toEqual([]);
  expect(['running', 'nowhere'].filter(isFound)).toEqual([]);
  expect(history.page({})).toEqual(page);
});

it('keeps the beginning of a part that is too long, and the whole summary', async () => {
  const history = new History(SECRETS);
  const recorder = new Recorder(history, new Feed(), SECRETS);
  const long = 'x'.repeat(70_000);
  const recording = recorder.begin(beginning({ password: SECRET, long }));
  recorder.end(recording, { ...ENDED, error: { code: 'c', message: long, stack: `Error: ${long}` } });
  const page = history.page({});
  expect(page.invocations[0]).toMatchObject({ errorCode: 'c', errorMessage: 'x'.repeat(65_536) });
  const whole = history.get(recording.id);
  expect(whole).toMatchObject({ cut: ['input', 'error'], isInputRedacted: true });
  expect(whole?.error).toEqual({ code: 'c', message: 'x'.repeat(65_536) });
  expect(whole?.input.payload).toHaveLength(65_536);
  await nextTurn();
  expect([history.page({}), history.get(recording.id)]).toEqual([page, whole]);
});

it('names the parts that were nested too deeply to be kept as they are', async () => {
  const history = new History(SECRETS);
  const recorder = new Recorder(history, new Feed(), SECRETS);
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const cutOf = (payload: unknown, result?: unknown) => {
    const recording = recorder.begin(beginning(payload));
    recorder.end(recording, { ...ENDED, result });
    return recording;
  };
  const both = cutOf({ a: deep(150) }, deep(150));
  expect(both.read()).toMatchObject({ cut: ['input', 'result'], isInputRedacted: false });
  expect(cutOf(1, deep(150)).read()).toMatchObject({ cut: ['result'], isInputRedacted: false });
  expect(cutOf([deep(150), { password: SECRET }]).read()).toMatchObject({
    cut: ['input'],
    isInputRedacted: true,
  });
  expect(cutOf([deep(150), 'x'.repeat(70_000)]).read().cut).toEqual(['input']);
  expect(cutOf(deep(90), '[nested too deeply]').read().cut).toEqual([]);
  const before = both.read();
  await nextTurn();
  expect(history.get(both.id)).toEqual(before);
});

it('gives the caller all log entries and requests, also when a secret is removed from them', () => {
  const secrets = new UsedSecrets('12345678');
  secrets.add('Zwiebelkuchen');
  const recorder = new Recorder(new History(secrets), new Feed(), secrets);
  const logs = Array.from({ length: 3_000 }, (_, number) => ({
    level: 'info' as const,
    message: `line ${number} with Zwiebelkuchen`,
    extras: [],
    timestamp: number,
  }));
  const requests = logs.map(({ message: url }) => ({ method: 'GET', url, startMs: 0 }));
  const { logs: shown, requests: sent } = recorder.end(recorder.begin(beginning(1)), {
    ...ENDED,
    logs,
    requests,
  });
  expect(shown.map(({ message }) => message)).toEqual(
    logs.map((_, number) => `line ${number} with [redacted]`),
  );
  expect(sent.map(({ url }) => url)).toEqual(logs.map((_, number) => `line ${number} with [redacted]`));
});
