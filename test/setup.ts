import { afterEach, beforeEach } from 'vitest';

// Tests see no account, proxy or settings of the machine they run on.
const NAMES = [
  'BRAND_ID',
  'X_LIVEPERSON_BRAND_ID',
  'LAMBDA_UUID',
  'X_LIVEPERSON_FUNCTION_UUID',
  'X_LIVEPERSON_CSDS_DOMAIN',
  'LP_FAAS_SETTINGS',
  'CONTEXT_SERVICE_ENVIRONMENT',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
];

let saved: NodeJS.ProcessEnv;

beforeEach(() => {
  saved = { ...process.env };
  for (const name of NAMES) delete process.env[name];
});

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});
