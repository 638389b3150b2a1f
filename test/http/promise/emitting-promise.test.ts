import { expect, it } from 'vitest';
import { EmittingPromise } from '../../../src/http/promise/emitting-promise';

it('says whether an event has reached a listener', () => {
  const call = new EmittingPromise(() => {});
  const heard: unknown[] = [];
  expect(call.emit('mine', 1)).toBe(false);
  call.on('mine', (...values: unknown[]) => heard.push(values));
  expect(call.emit('mine', 1, 2)).toBe(true);
  expect(call.emit('other')).toBe(false);
  expect(heard).toEqual([[1, 2]]);
});
