import { expect, it } from 'vitest';
import { Feed } from '../../../src/host/observe/feed';
import { History } from '../../../src/host/observe/history';
import { Recorder } from '../../../src/host/observe/recorder';
import type { HostEvent } from '../../../src/host/observe/types';
import { nextTurn } from '../../../src/internal/real-time';

const SECRET = 'very-secret-password';
const ENDED = { logs: [], diagnostics: [], requests: [], durationMs: 3 };

function beginning(payload: unknown) {
  const input = { headers: [], payload };
  return { function: 'f', uuid: 'u', trigger: 'api', input, version: 1, pid: 7 } as const;
}

it('shows no credential of an invocation that runs, has just ended, or was kept', async () => {
  const history = new History();
  const recorder = new Recorder(history, new Feed());
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
  const recorder = new Recorder(new History(), new Feed());
  const isRedacted = (payload: unknown) => recorder.begin(beginning(payload)).read().isInputRedacted;
  expect(isRedacted({ password: SECRET })).toBe(true);
  expect(isRedacted({ text: 'it shows [redacted]' })).toBe(false);
  expect(isRedacted({ text: 'hello' })).toBe(false);
});

it('tells listeners at once how an invocation ended, also when newer ones have taken its place', () => {
  const [history, feed] = [new History(), new Feed()];
  const recorder = new Recorder(history, feed);
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
