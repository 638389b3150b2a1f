import type pMap from 'p-map';

/**
 * Calls an async function for each item, with a limited number of calls at the same time. No other place loads p-map.
 *
 * @returns the results in the order of the items. After the first error it rejects, and calls the function for no
 *   further item.
 */
export function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  mapper: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const { default: map } = require('#p-map') as { default: typeof pMap };
  return map(items, mapper, { concurrency }) as Promise<Result[]>;
}
