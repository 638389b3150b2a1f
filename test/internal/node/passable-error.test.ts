import { describe, expect, it } from 'vitest';
import { passableError, reasonOf } from '../../../src/internal/node/passable-error';
import { ODD_REASONS } from '../../helpers/odd-reasons';

describe('an error that Node may get', () => {
  it('is the reason itself when Node can read it', () => {
    for (const reason of [new Error('x'), new TypeError('y'), Object.freeze(new Error('z'))]) {
      expect(passableError(reason)).toBe(reason);
      expect(reasonOf(reason)).toBe(reason);
    }
  });

  it.each(Object.entries(ODD_REASONS))('can be read, and leads back to the reason: %s', (_name, make) => {
    const reason = make();
    const error = passableError(reason);
    expect([error.name, error.message, error.stack].map((text) => typeof text)).toEqual(
      Array(3).fill('string'),
    );
    expect(() => (error as NodeJS.ErrnoException).code).not.toThrow();
    expect(reasonOf(error) === reason).toBe(true);
  });

  it('says what the reason says', () => {
    expect(passableError('no more').message).toBe('no more');
    expect(passableError({ toString: () => 'text' }).message).toBe('text');
    expect(passableError(Object.create(null)).message).toBe('[unreadable]');
  });
});
