const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
const BASE = { method: 'GET' };
let changed = { method: 'GET' };
changed = BASE;
const self = (options, left) => (left > 0 ? self(options, left - 1) : http('https://a.example/0', options));
const byName = function (options = BASE) { return http('https://a.example/1', options); };
async function lambda(input, callback) {
  const { wanted } = input.payload;
  const own = { ...BASE };
  own.json = true;
  own.headers = { a: 'b' };
  own.headers.c = 'd';
  const other = {};
  other[wanted] = 1;
  const assigned = {};
  Object.assign(assigned, wanted);
  const handlers = [byName];
  callback(null, [
    await self(BASE, 2),
    await byName(),
    await http('https://a.example/2', wanted ? BASE : { ...BASE, json: true }),
    await http('https://a.example/3', own),
    await http('https://a.example/4', other),
    await http('https://a.example/5', assigned),
    await http('https://a.example/6', changed),
    await http('https://a.example/7', { ['method']: 'GET', [wanted]: 1 }),
    await http('https://a.example/8', undefined),
    handlers.length,
  ]);
}
