/** What Node itself needs of the host's environment, and what decides how a function reaches the network. */
const PASSED_ON = [
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'X_LIVEPERSON_CSDS_DOMAIN',
  'CONTEXT_SERVICE_ENVIRONMENT',
];

/** Who a function is (docs/platform.md, "Environment variables"). */
export interface FunctionIdentity {
  readonly accountId: string;
  readonly uuid: string;
  readonly settingsPath: string;
}

/**
 * The environment of the process of a function. It has the variables of its config.json and those of the platform, and
 * nothing else of the host's: a function must not see what belongs to the machine, or to another function.
 */
export function functionEnvironment(
  { accountId, uuid, settingsPath }: FunctionIdentity,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passedOn),
    ...configured,
    BRAND_ID: accountId,
    LAMBDA_UUID: uuid,
    X_LIVEPERSON_BRAND_ID: accountId,
    X_LIVEPERSON_FUNCTION_UUID: uuid,
    LP_FAAS_SETTINGS: settingsPath,
  };
}
