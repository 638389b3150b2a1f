// The only file of the host that uses the test kit. It loads the test kit on first use.
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Configuration } from '../config/configuration';
import { EVENT_IDS } from '../events/ids';
import { KeptState } from './kept-state';
import type { Feed } from './observe/feed';
import type { EventBuilderInfo } from './observe/types';
import type { HostSettings } from './options';

/** The account of the test kit, as the functions of a host reach it. */
export interface OfflineAccount {
  /** Hosts of the services. All are on one loopback server. */
  readonly csds: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readSecret(key: string): unknown;
  updateSecret(key: string, value: unknown): void;
  /** Takes over the secrets that are new in the settings file, or have another value there. */
  takeSecrets(): void;
  /** Writes the state if it is to be kept, and ends the server. */
  close(): Promise<void>;
}

/**
 * Starts the account of the test kit, with the secrets of a settings file, and the conversation that the inputs of events name.
 * @param feed is told when the state cannot be written
 * @throws ToolbeltError (a rejection) when the setup or the state cannot be used
 */
export async function startOfflineAccount(
  options: Pick<HostSettings, 'accountId' | 'setup' | 'state'>,
  settingsPath: string,
  feed: Feed,
): Promise<OfflineAccount> {
  const { Account } = require('../testing/platform/account') as typeof import('../testing/platform/account');
  const { mountHttp } =
    require('../testing/mounts/mount-http') as typeof import('../testing/mounts/mount-http');
  const { ServedAccount } =
    require('../testing/platform/account-view') as typeof import('../testing/platform/account-view');
  const { sampleConversation } =
    require('../testing/events/sample-conversation') as typeof import('../testing/events/sample-conversation');
  const { ZONES } = require('../testing/platform/hosts') as typeof import('../testing/platform/hosts');
  const { accountId, setup } = options;
  const configuration = new Configuration();
  configuration.configure({ settingsPath });
  let secrets = secretsOf(configuration);
  const account = new Account({ accountId, secrets }, { run: async () => ({}) });
  account.conversations.add(sampleConversation());
  if (setup !== undefined) {
    const { runSetup } = require('../testing/run-setup') as typeof import('../testing/run-setup');
    await runSetup(resolve(setup), new ServedAccount(account));
  }
  const kept = options.state === undefined ? undefined : new KeptState(resolve(options.state), account, feed);
  const doubles = account.doubles.filter(({ service }) => !/^faas/.test(service));
  const mount = await mountHttp(
    doubles.map((double) => ({
      ...double,
      handle: async (request) => {
        const response = await double.handle(request);
        if (request.method !== 'GET') kept?.changed();
        return response;
      },
    })),
  );
  const services = Object.keys(account.hosts).map((service) => [service, mount.origin]);
  return {
    csds: Object.fromEntries(services),
    environment: { CONTEXT_SERVICE_ENVIRONMENT: ZONES[account.settings.region] },
    readSecret: (key) => account.secrets.get(key),
    updateSecret: (key, value) => {
      account.secrets.write(key, value);
      kept?.wroteSecret(key);
    },
    takeSecrets: () => {
      const before = secrets;
      secrets = secretsOf(configuration);
      for (const [key, value] of Object.entries(secrets)) {
        if (!isDeepStrictEqual(value, before[key])) account.secrets.set(key, value);
      }
    },
    close: async () => {
      kept?.save();
      await mount.close();
    },
  };
}

/** The secrets of the settings file. `lpf` writes an entry with an empty key, which is no secret. */
function secretsOf(configuration: Configuration): Record<string, unknown> {
  return Object.fromEntries([...configuration.settings().secrets].filter(([key]) => key !== ''));
}

/** An input for each event of the platform. */
export function eventBuilders(): EventBuilderInfo[] {
  const { events } = require('../testing/events/events') as typeof import('../testing/events/events');
  return Object.entries(events).flatMap(([name, build]) => {
    const event = (EVENT_IDS as Readonly<Record<string, string>>)[name];
    return event === undefined ? [] : [{ name, event, input: build() }];
  });
}
