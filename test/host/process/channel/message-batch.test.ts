import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MessageBatch } from '../../../../src/host/process/channel/message-batch';

function batchOf() {
  const sent: number[][] = [];
  const batch = new MessageBatch<number>((messages) => sent.push(messages));
  return { batch, sent, add: (count: number) => Array.from({ length: count }, (_, n) => batch.add(n)) };
}

it('sends the messages of a turn together when the turn ends', async () => {
  const { sent, add } = batchOf();
  add(3);
  expect(sent).toEqual([]);
  await setImmediate();
  expect(sent).toEqual([[0, 1, 2]]);
});

it('sends 8 messages at once, so that the other process works on them meanwhile', async () => {
  const { sent, add } = batchOf();
  add(7);
  expect(sent).toEqual([]);
  add(1);
  expect(sent.map((messages) => messages.length)).toEqual([8]);
  add(10);
  expect(sent.map((messages) => messages.length)).toEqual([8, 8]);
  await setImmediate();
  expect(sent.map((messages) => messages.length)).toEqual([8, 8, 2]);
  await setImmediate();
  expect(sent).toHaveLength(3);
});

it('sends what waits when it is told to, and nothing twice', async () => {
  const { batch, sent, add } = batchOf();
  batch.flush();
  expect(sent).toEqual([]);
  add(2);
  batch.flush();
  batch.flush();
  await setImmediate();
  expect(sent).toEqual([[0, 1]]);
});
