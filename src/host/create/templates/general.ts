import { type FunctionTemplate, lines } from './template';

/** Templates of functions that listen to no event. */
export const GENERAL: readonly FunctionTemplate[] = [
  {
    id: 'greeting',
    title: 'Greeting',
    description: 'Greets whoever the payload names',
    builder: null,
    payload: { name: 'Ada' },
    source: `function lambda(input, callback) {
  // Greets whoever the payload names.
  const { name = 'World' } = input.payload;
  callback(null, 'Hello ' + name);
}
`,
    test: lines(
      "const { result } = await invoke(LAMBDA, { payload: { name: 'Ada' } });",
      "expect(result).toBe('Hello Ada');",
    ),
  },
  {
    id: 'voucher',
    title: 'Voucher',
    description: 'Greets a customer with a voucher',
    builder: null,
    secrets: { 'voucher-key': 'a key for tests' },
    payload: { name: 'Ada' },
    source: `async function lambda(input, callback) {
  // LivePerson looks for the function in the first line of the file; what it needs stands below it.
  try {
    const { name } = input.payload;
    const { value: key } = await secretClient.readSecret('voucher-key');
    const code = createHmac('sha256', key).update(name).digest('hex').slice(0, 8);
    console.info('Voucher issued', { name });
    callback(null, \`Hello \${name}, your voucher is \${code}.\`);
  } catch (error) {
    callback(error);
  }
}

const { createHmac } = require('node:crypto');
const { Toolbelt } = require('lp-faas-toolbelt');

// Clients can be built here: building one reads nothing and sends nothing.
const secretClient = Toolbelt.SecretClient();
`,
    test: lines(
      "const { result, logs } = await invoke(LAMBDA, { payload: { name: 'Ada' } });",
      'expect(result).toMatch(/^Hello Ada, your voucher is [0-9a-f]{8}\\.$/);',
      "expect(logs).toMatchObject([{ level: 'info', message: 'Voucher issued' }]);",
      '',
      'const { error } = await invoke(LAMBDA, { payload: {} });',
      'expect(error.message).toContain(\'"data" argument\');',
    ),
  },
  {
    id: 'http',
    title: 'HTTP',
    description: 'Asks another service, and handles its statuses',
    builder: null,
    domains: ['api.example.com'],
    payload: { id: '42' },
    source: `async function lambda(input, callback) {
  // Asks another service. Its host must be on the whitelist.
  try {
    const { statusCode, body } = await httpClient('https://api.example.com/orders/' + encodeURIComponent(input.payload.id), {
      method: 'GET',
      headers: { accept: 'application/json' },
      json: true,
      simple: false,
      resolveWithFullResponse: true,
      timeout: 5000,
    });
    if (statusCode === 200) return callback(null, body);
    if (statusCode === 404) return callback(null, null);
    callback(new Error('The service answered with status ' + statusCode));
  } catch (error) {
    console.error('The service cannot be reached', error.message);
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');

const httpClient = Toolbelt.HTTPClient();
`,
    test: lines(
      "nock('https://api.example.com').get('/orders/42').reply(200, { state: 'sent' });",
      "const { result } = await invoke(LAMBDA, { payload: { id: '42' } });",
      "expect(result).toEqual({ state: 'sent' });",
    ),
  },
  {
    id: 'logging',
    title: 'Logging',
    description: 'Logs at every level',
    builder: null,
    payload: { orderId: '42' },
    source: `function lambda(input, callback) {
  // Logs at every level. LivePerson keeps 10 entries of an invocation, and none of the level debug.
  console.debug('Only seen while you test', input.headers);
  console.info('Order received', { orderId: input.payload.orderId });
  console.warn('The order has no address');
  console.error('The order cannot be sent', { orderId: input.payload.orderId });
  callback(null, 'logged');
}
`,
    test: lines(
      "const { result, logs } = await invoke(LAMBDA, { payload: { orderId: '42' } });",
      "expect(result).toBe('logged');",
      "expect(logs.map(({ level }) => level)).toEqual(['debug', 'info', 'warn', 'error']);",
    ),
  },
  {
    id: 'salesforce',
    title: 'Salesforce',
    description: 'Finds a contact in Salesforce',
    builder: null,
    domains: ['example.my.salesforce.com'],
    secrets: { 'salesforce-token': 'a token of your connected app' },
    payload: { email: 'ada@example.com' },
    source: `async function lambda(input, callback) {
  // Finds a contact by its e-mail address. The host of your Salesforce must be on the whitelist.
  try {
    const { value: accessToken } = await secretClient.readSecret('salesforce-token');
    const connection = sfClient.connectToSalesforce({
      instanceUrl: 'https://example.my.salesforce.com',
      accessToken,
      version: '60.0',
    });
    const contacts = await connection.sobject('Contact').find({ Email: input.payload.email }, ['Id', 'Name']).limit(1);
    callback(null, contacts[0] || null);
  } catch (error) {
    console.error('Salesforce was not asked', error.message);
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();
const sfClient = Toolbelt.SFClient();
`,
    test: lines(
      "nock('https://example.my.salesforce.com')",
      '  .get(/^\\/services\\/data\\/v60\\.0\\/query/)',
      "  .reply(200, { done: true, totalSize: 1, records: [{ Id: '003', Name: 'Ada' }] });",
      "const { result } = await invoke(LAMBDA, { payload: { email: 'ada@example.com' } });",
      "expect(result).toMatchObject({ Id: '003', Name: 'Ada' });",
    ),
  },
  {
    id: 'secret-storage',
    title: 'Secret Storage',
    description: 'Reads a secret, and stores its successor',
    builder: null,
    secrets: { 'call-counter': { calls: 0 } },
    source: `async function lambda(input, callback) {
  // Counts its calls in a secret. Two instances that write at the same time overwrite each other.
  try {
    const { value } = await secretClient.readSecret('call-counter');
    const calls = value.calls + 1;
    await secretClient.updateSecret({ key: 'call-counter', value: { calls } });
    callback(null, { calls });
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();
`,
    test: lines(
      'const { result } = await invoke(LAMBDA);',
      'expect(result).toEqual({ calls: 1 });',
      "expect(platform.secrets.get('call-counter')).toEqual({ calls: 1 });",
    ),
  },
];
