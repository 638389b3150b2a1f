import { describe, expect, it } from 'vitest';
import { OpenWork } from '../../../src/runtime/watch/open-work';

/** A resource that keeps the process busy until the test says otherwise. */
const busy = (more: object = {}) => ({ isBusy: true, hasRef: () => true, ...more });

/** The words for resources of these types. The resources are held, so that they are not collected. */
function described(types: readonly string[], resource: () => object = busy): string {
  const work = new OpenWork();
  const held = types.map(resource);
  for (const [index, type] of types.entries()) work.add(type, held[index] as object);
  const text = work.describe().join(' and ');
  expect(held).toHaveLength(types.length);
  expect(work.isAny()).toBe(text !== '');
  expect(work.isAnyLeft()).toBe(text !== '');
  return text;
}

describe('open work', () => {
  it.each([
    [['Timeout'], '1 timer'],
    [['Immediate'], '1 immediate'],
    [['TCPWRAP'], '1 socket'],
    [['PIPEWRAP', 'UDPWRAP'], '2 sockets'],
    [['TCPSERVERWRAP', 'PIPESERVERWRAP'], '2 servers'],
    [['PROCESSWRAP'], '1 child process'],
    [['PROCESSWRAP', 'PROCESSWRAP'], '2 child processes'],
    [['WORKER'], '1 worker thread'],
    [['FSEVENTWRAP', 'StatWatcher'], '2 file watchers'],
    [['Timeout', 'TCPWRAP', 'Timeout'], '2 timers and 1 socket'],
    [['TLSWRAP', 'PROMISE'], ''],
    [[], ''],
  ])('%j is %j', (types, text) => {
    expect(described(types)).toBe(text);
  });

  it.each<[what: string, resource: object]>([
    ['holds nothing up', { hasRef: () => false }],
    ['has ended', busy({ _destroyed: true })],
    ['does not tell', {}],
  ])('is not what %s', (_what, resource) => {
    expect(described(['Timeout'], () => resource)).toBe('');
  });

  it('of the lambda is named beside calls of clients', () => {
    const work = new OpenWork();
    const timer = busy();
    work.add('Timeout', timer);
    work.addCall({ isSettled: false, describe: () => 'GET a' });
    work.markEnd();
    expect(work.describe()).toEqual(['the call GET a', '1 timer']);
    expect(timer.isBusy).toBe(true);
  });

  it('names three calls, and counts the others', () => {
    const work = new OpenWork();
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      work.addCall({ isSettled: false, describe: () => `GET ${name}` });
    work.markEnd();
    expect(work.describe()).toEqual(['the call GET a', 'the call GET b', 'the call GET c', '2 more calls']);
  });

  it('is forgotten when it has ended, however much there was', () => {
    const work = new OpenWork();
    const held = Array.from({ length: 200 }, (_, index) => busy({ _destroyed: index % 2 === 0 }));
    for (const resource of held) work.add('Timeout', resource);
    expect(work.describe().join(' and ')).toBe('100 timers');
    expect(held).toHaveLength(200);
  });
});

describe('a timer that fired after the end', () => {
  /** @param idleMs the delay of the timer */
  function afterEnd(idleMs: number | undefined, type = 'Timeout', isOpenAtEnd = true): string {
    const work = new OpenWork();
    const timer = { _destroyed: !isOpenAtEnd, _idleTimeout: idleMs, hasRef: () => true };
    work.add(type, timer);
    work.markEnd();
    timer._destroyed = true;
    expect(work.isAny()).toBe(false);
    const text = work.describe().join(' and ');
    expect(work.isAnyLeft()).toBe(text !== '');
    return text;
  }

  it.each<[what: string, text: string, found: string]>([
    ['counts when it was open at the end', afterEnd(2), '1 timer'],
    ['does not count with a delay of one turn', afterEnd(1), ''],
    ['does not count when it was cleared', afterEnd(-1), ''],
    ['does not count without a delay', afterEnd(undefined), ''],
    ['does not count when it had fired before', afterEnd(2, 'Timeout', false), ''],
    ['does not count when it is no timer', afterEnd(2, 'TCPWRAP'), ''],
  ])('%s', (_what, text, found) => {
    expect(text).toBe(found);
  });

  it('does not count when it was firing at the end', async () => {
    const work = new OpenWork();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        work.markEnd();
        resolve();
      }, 5);
      work.add('Timeout', timer);
    });
    await new Promise(setImmediate);
    expect(work.describe().join(' and ')).toBe('');
  });
});
