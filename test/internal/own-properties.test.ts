import { afterEach, expect, it } from 'vitest';
import { shieldFromPrototype } from '../../src/internal/own-properties';

const planted = Object.prototype as { socketPath?: string; minDHSize?: number; toJSON?: unknown };

afterEach(() => {
  delete planted.socketPath;
  delete planted.minDHSize;
});

it('hides what was planted on Object.prototype from who copies the options into a plain object', () => {
  planted.socketPath = '/evil.sock';
  const copied = { ...shieldFromPrototype({ host: 'a' }) } as { host: string; socketPath?: string };
  expect(copied.socketPath).toBeUndefined();
  expect(copied.host).toBe('a');
});

it('leaves what the options themselves say', () => {
  planted.socketPath = '/evil.sock';
  expect(shieldFromPrototype({ socketPath: '/mine.sock' })).toEqual({ socketPath: '/mine.sock' });
});

it('leaves out what Node fills in before it copies the options', () => {
  planted.minDHSize = 1;
  expect(Object.keys(shieldFromPrototype({}))).toEqual([]);
});

it('adds nothing while nothing is planted', () => {
  expect(Object.keys(shieldFromPrototype({ host: 'a' }))).toEqual(['host']);
});
