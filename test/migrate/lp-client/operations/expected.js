import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  const lpClient = Toolbelt.LpClient();
  const path = `/operations/api/account/${process.env.X_LIVEPERSON_BRAND_ID}/msgqueuehealth/current/?v=1`;
  // migrate: [lp-client] The Messaging Operations API takes OAuth 2 from version 2 on, with other parameters. Read "Migrating to OAuth 2" in the documentation of V2.
  // migrate: [lp-client] V2 signs in with OAuth 2 only. Check that this secret holds { client_id, client_secret }.
  const health = await lpRequest(lpClient, 'leDataReporting', path, { method: 'GET', json: true, appKeySecretName: 'my-key' });
  return health;
}

/** LpClient of LivePerson Functions V1, on that of V2. */
async function lpRequest(lpClient, service, path, { appKeySecretName, ...options } = {}) {
  const key = appKeySecretName === undefined ? {} : { appKeySecretName };
  return requestAsV1(options, (init) => lpClient(service, path, { ...init, ...key }));
}
