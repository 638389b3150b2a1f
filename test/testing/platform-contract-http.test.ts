import { Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { mountHttp } from '../../src/testing/mounts/mount-http';
import { Account } from '../../src/testing/platform/account';
import { describeContract } from './contract';

describeContract('HTTP', async (options) => {
  const account = new Account(options, { run: (lambda, input) => invoke(lambda, input) });
  const { origin, close } = await mountHttp(account.doubles);
  const csds = Object.fromEntries(Object.keys(account.hosts).map((service) => [service, origin]));
  Toolbelt.configure({
    csds,
    // The host of Salesforce. Those of LivePerson may be called anyway.
    whitelist: ['127.0.0.1'],
    accountId: account.settings.accountId,
    secrets: account.secrets.provider(),
    rateLimit: { mode: 'off' },
  });
  const { conversations, secrets, context, files, sdes, functions, lists, salesforce, requests, faults } =
    account;
  return {
    conversations,
    secrets,
    context,
    files,
    sdes,
    functions,
    lists,
    salesforce,
    salesforceLogin: origin,
    salesforceUrl: origin,
    requests,
    fail: (service, fault) => faults.add(service, fault),
    async close() {
      faults.close();
      Toolbelt.reset();
      await close();
    },
  };
});
