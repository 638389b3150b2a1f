import { Toolbelt, LpServices } from 'core-functions-toolbelt';
const lpClient = Toolbelt.LpClient();

async function lambda(input) {
  return lpRequest(lpClient,
    LpServices.MSG_HIST,
    `/messaging_history/api/account/${process.env.X_LIVEPERSON_BRAND_ID}/conversations/conversation/search`,
    { method: 'POST', json: true, body: { conversationId: input.payload.convId } },
  )
    .then((result) => result.conversationHistoryRecords)
    .catch((error) => { throw error; });
}

/** LpClient of LivePerson Functions V1, on that of V2. */
async function lpRequest(lpClient, service, path, { appKeySecretName, ...options } = {}) {
  const key = appKeySecretName === undefined ? {} : { appKeySecretName };
  return requestAsV1(options, (init) => lpClient(service, path, { ...init, ...key }));
}
