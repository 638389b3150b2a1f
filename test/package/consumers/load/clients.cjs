// Builds every client at module scope, as lambdas do.
const { Toolbelt } = require('lp-faas-toolbelt');

Toolbelt.HTTPClient().defaults({ json: true });
Toolbelt.LpClient();
Toolbelt.SecretClient();
Toolbelt.ConversationUtil();
Toolbelt.SDEUtil();
Toolbelt.GDPRUtil();
Toolbelt.OrchestratorClient();
Toolbelt.ContextServiceClient({ accountId: '12345678', apiKey: 'key' });
Toolbelt.SFClient();
