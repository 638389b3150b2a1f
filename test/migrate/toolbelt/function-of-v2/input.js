import { Toolbelt, LpServices } from 'core-functions-toolbelt';

async function lambda(input) {
  const secretClient = Toolbelt.SecretClient();
  const { value } = await secretClient.readSecret('cert');
  await secretClient.updateSecret({ key: 'cert', value });
  const response = await Toolbelt.LpClient()(LpServices.MSG_HIST, '/x', { method: 'GET' });
  await Toolbelt.MTLSClient(value).post('https://bank.example', {}, await response.text());
  await Toolbelt.LPMtlsClient().get('https://bank.example');
  await Toolbelt.OrchestratorClient().invoke([{ uuid: 'a', payload: {}, retries: 2 }]);
  return Toolbelt.ContextServiceClient(input.payload.key);
}
