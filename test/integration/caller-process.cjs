// A lambda's process, or that of a program outside of the platform, on the built package: it makes the calls that it
// is sent, and tells what came of them. Its proxies and authorities are those of its real environment.
const { inspect } = require('node:util');
const { Toolbelt } = require('lp-faas-toolbelt');
const { Client } = require('lp-faas-toolbelt/functions-client');

const VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'X_LIVEPERSON_CSDS_DOMAIN'];

const calls = {
  http: ({ options }) => Toolbelt.HTTPClient()({ ...options, resolveWithFullResponse: true }),
  lp: ({ service, path, options }) =>
    Toolbelt.LpClient()(service, path, { ...options, resolveWithFullResponse: true }),
  mtls: ({ config, url, headers, options }) => Toolbelt.MTLSClient(config).get(url, headers, null, options),
  salesforce: async ({ options, path, timeout }) => {
    const connection = Toolbelt.SFClient().connectToSalesforce(options);
    return { statusCode: 200, body: await connection.request({ method: 'GET', url: path }, { timeout }) };
  },
  functions: async ({ config, authorization, request }) => {
    const authStrategy = authorization === undefined ? config.authStrategy : () => authorization;
    const { status, body } = await new Client({ ...config, authStrategy }).invoke(request);
    return { statusCode: status, body };
  },
};

process.on('message', async ({ id, call, configuration, environment, args }) => {
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, environment);
  const printed = [];
  const log = (...parts) => void printed.push(inspect(parts, { depth: null }));
  Toolbelt.configure({ ...configuration, logger: { debug: log, info: log, warn: log, error: log } });
  let outcome;
  try {
    const { statusCode, body } = await calls[call](args);
    outcome = { statusCode, body };
  } catch (error) {
    printed.push(inspect(error, { depth: null }), JSON.stringify(error), String(error), String(error.stack));
    outcome = { error: describe(error) };
  }
  // What was given up has its line of the log still to come.
  await new Promise((resolve) => setImmediate(resolve));
  // Its tunnels end: a proxy tells of them then.
  Toolbelt.reset();
  process.send({ id, ...outcome, printed: printed.join('\n') });
});

function describe(error) {
  const cause = error.cause instanceof Function ? error.cause() : error.cause;
  const { name, message, code, statusCode } = error;
  return {
    ...{ name, message, code, statusCode },
    ...(cause instanceof Error && { cause: describe(cause) }),
  };
}
