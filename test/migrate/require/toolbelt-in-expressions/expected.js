import { LpServices as services, Toolbelt } from 'core-functions-toolbelt';
import * as luxon from 'luxon';

async function lambda(input) {
  // migrate: [require] V2's toolbelt exports no SecretError. Its errors are ToolBeltError, with a code: compare error.code.
  const error = new (require('lp-faas-toolbelt').SecretError)('x');
  // migrate: [require] This way to require a module was not understood. Import it at the top of the file.
  const any = require('lp-faas-toolbelt')[input.payload];
  const list = [Toolbelt.SDEUtil(), Toolbelt.GDPRUtil(), luxon.DateTime, luxon];
  return [services, error, any, list];
}
