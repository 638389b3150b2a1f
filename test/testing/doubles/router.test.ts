import { expect, it } from 'vitest';
import { json } from '../../../src/testing/doubles/double';
import { createDouble } from '../../../src/testing/doubles/router';
import { ask } from './ask';

const double = createDouble('test', [
  ['GET', '/a/:first/b.json', ({ params, query }) => json(200, { ...params, query: query.getAll('q') })],
  ['PUT', '/a/:first/:second', ({ params }) => json(200, params)],
  ['GET', '/files/*', ({ params }) => json(200, params)],
]);

it.each([
  ['GET', '/a/x%2Fy/b.json?q=1&q=2', { first: 'x/y', query: ['1', '2'] }],
  ['GET', '/a/x/b.json/', { first: 'x', query: [] }],
  ['PUT', '/a/%zz/ü', { first: '%zz', second: 'ü' }],
  ['GET', '/files/a/b', { rest: 'a/b' }],
])('routes %s %s', async (method, target, expected) => {
  expect(double.handles(method, target)).toBe(true);
  expect(await ask(double, method, target)).toMatchObject({ status: 200, json: expected });
});

it.each([
  ['GET', '/a/x/bxjson', 405],
  ['POST', '/a/x/b.json', 405],
  ['GET', '/a//b.json', 404],
  ['GET', '/b', 404],
])('has no %s %s', async (method, target, status) => {
  expect(double.handles(method, target)).toBe(false);
  expect((await ask(double, method, target)).status).toBe(status);
});
