// Reports whether `import` gives the objects that `require` gives.
import { createRequire } from 'node:module';
import * as namespace from 'lp-faas-toolbelt';
import defaultExport, { SecretError, Toolbelt } from 'lp-faas-toolbelt';
import { StatusCodeError } from 'lp-faas-toolbelt/errors';

const required = createRequire(import.meta.url)('lp-faas-toolbelt');
// Node adds these to the names of a CommonJS module: 'module.exports' from Node 23 on.
const ADDED = ['__esModule', 'default', 'module.exports'];
const refused = await import('lp-faas-toolbelt/dist/toolbelt.js').catch((error) => error.code);

console.log(
  JSON.stringify({
    url: import.meta.resolve('lp-faas-toolbelt'),
    names: Object.keys(namespace)
      .filter((name) => !ADDED.includes(name))
      .sort(),
    different: Object.keys(required).filter((name) => required[name] !== { ...namespace }[name]),
    sameToolbelt: required.Toolbelt === Toolbelt && required.Toolbelt === defaultExport.Toolbelt,
    sameErrors: required.SecretError === SecretError && required.StatusCodeError === StatusCodeError,
    refused,
  }),
);
