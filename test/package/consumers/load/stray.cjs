// A module that does at load what the package must not do; shows that spy.cjs and builtins.cjs notice.
const { existsSync } = require('node:fs');
const { connect } = require('node:net');
require('node:zlib');

globalThis.strayValue = process.env.HOME;
existsSync('/etc/hosts');
setTimeout(() => undefined, 0);
connect({ port: 9, host: '127.0.0.1' })
  .on('error', () => undefined)
  .destroy();
require('hpagent');
