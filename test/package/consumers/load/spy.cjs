// Reports everything that the package does while it is loaded, beyond reading its own files.
const fs = require('node:fs');
const net = require('node:net');
const dns = require('node:dns');
const childProcess = require('node:child_process');
const { dirname, sep } = require('node:path');

const subject = require.resolve(process.argv[2]);
const home = dirname(require.resolve('lp-faas-toolbelt/package.json')) + sep;
const isOurs = (path) => typeof path === 'string' && (path === subject || `${path}${sep}`.startsWith(home));
const seen = [];
let watching = false;

function spy(object, name, label, isAllowed = () => false) {
  const original = object[name];
  object[name] = function (...args) {
    if (watching && !isAllowed(...args)) seen.push(`${label}.${name}(${String(args[0]).slice(0, 80)})`);
    return Reflect.apply(original, this, args);
  };
}

function spyOnAll(object, label, isAllowed) {
  for (const name of Object.keys(object)) {
    // Classes and callbacks of the loader itself are no I/O of the package.
    if (typeof object[name] === 'function' && /^[a-z]/.test(name)) spy(object, name, label, isAllowed);
  }
}

spyOnAll(fs, 'fs', isOurs);
spyOnAll(fs.promises, 'fs.promises', isOurs);
for (const name of ['connect', 'createConnection', 'createServer']) spy(net, name, 'net');
spyOnAll(dns, 'dns');
spyOnAll(childProcess, 'child_process');
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'])
  spy(globalThis, name, 'global');
for (const name of ['on', 'once', 'addListener', 'nextTick', 'emitWarning', 'cwd', 'chdir'])
  spy(process, name, 'process');
for (const stream of ['stdout', 'stderr']) spy(process[stream], 'write', `process.${stream}`);

const record =
  (action) =>
  (target, name, ...rest) => {
    if (watching && !isLoader()) seen.push(`process.env ${action} ${String(name)}`);
    return Reflect[action](target, name, ...rest);
  };
/** Node's module loader looks at the environment as well. */
function isLoader() {
  const callers = new Error().stack.split('\n').slice(1);
  const caller = callers.find((line) => !line.includes(__filename)) ?? '';
  return /\bnode:internal\//.test(caller);
}
process.env = new Proxy(process.env, {
  get: record('get'),
  has: record('has'),
  set: record('set'),
  ownKeys: record('ownKeys'),
  deleteProperty: record('deleteProperty'),
});

const globalsBefore = Reflect.ownKeys(globalThis);
watching = true;
require(subject);
watching = false;

const loaded = Object.keys(require.cache).filter(
  (file) => file !== __filename && (file !== subject || file.startsWith(home)),
);
console.log(
  JSON.stringify({
    home,
    seen,
    foreign: loaded.filter((file) => !file.startsWith(`${home}dist${sep}`)),
    ours: loaded.length,
    globals: Reflect.ownKeys(globalThis)
      .filter((name) => !globalsBefore.includes(name))
      .map(String),
    resources: process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|FS)/.test(name)),
  }),
);
