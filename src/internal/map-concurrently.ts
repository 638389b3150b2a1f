import type pMap from 'p-map';

/**
 * Maps items through an async function, a bounded number at a time; the only place that loads p-map.
 *
 * @returns the results in the order of the items; rejects with the first error, and starts nothing more then
 */
export function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  mapper: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const { default: map } = require('#p-map') as { default: typeof pMap };
  return map(items, mapper, { concurrency }) as Promise<Result[]>;
}
