import { type ClientRules, RULES_OF_V1 } from './config/client-rules';
import type { Configuration } from './config/configuration';
import type { ContextServiceClient, ContextServiceConfig } from './context/context-service-client';
import type { ConversationUtil } from './conversation/conversation-util';
import type { GDPRUtil } from './gdpr/gdpr-util';
import { createHttpClient } from './http/client/http-client';
import { createSendCall, type SendCall, sendToFoundHosts } from './http/client/send-call';
import type { HttpClient } from './http/client/types';
import { createHttpCore, type HttpCore, processHttpCore } from './http/http-core';
import { resetCookies } from './http/request/cookies';
import type { LpClient } from './liveperson/lp-client';
import type { Services } from './liveperson/services';
import type { MTLSClient, MtlsConfig } from './mtls/mtls-client';
import type { MtlsDispatchers } from './mtls/mtls-dispatchers';
import type { OrchestratorClient } from './orchestrator/orchestrator-client';
import type { SFClient } from './salesforce/sf-client';
import type { SDEUtil } from './sde/sde-util';
import type { SecretClient } from './secrets/secret-client';

/** The clients of one process and their shared parts. Building them reads no setting and starts nothing. */
export interface Container {
  configuration: Configuration;
  httpClient(): HttpClient;
  lpClient(): LpClient;
  secretClient(): SecretClient;
  conversationUtil(): ConversationUtil;
  sdeUtil(): SDEUtil;
  gdprUtil(): GDPRUtil;
  orchestratorClient(): OrchestratorClient;
  contextServiceClient(config: ContextServiceConfig | string): ContextServiceClient;
  mtlsClient(config: MtlsConfig): MTLSClient;
  sfClient(): SFClient;
  /** Service discovery by itself. Only V2 offers it. */
  serviceHosts(): ServiceHosts;
  /** Drops configuration, caches and connections. */
  reset(): void;
}

/** The hosts of an account's services. */
export interface ServiceHosts {
  /** The origin of a service, such as `https://va.msghist.liveperson.net`. */
  origin(service: string): Promise<string>;
  /** All hosts by the name of their service. */
  all(): Promise<ReadonlyMap<string, string>>;
}

/** The clients of the facade. They share one HTTP core with the functions client. */
export function processContainer(): Container {
  return createContainer(processHttpCore());
}

/** Builds clients that all send through the same HTTP core, by the rules of V1 or V2. */
export function createContainer(
  core: HttpCore = createHttpCore(),
  rules: ClientRules = RULES_OF_V1,
): Container {
  const { configuration, log, admission } = core;
  const sendByPolicy = createSendCall(core);
  const send: SendCall =
    rules.admission === 'exempt'
      ? (options, extras) => sendByPolicy(options, { ...extras, admission: 'exempt' })
      : sendByPolicy;
  const warnOnce = (topic: string, message: string) => log.warnOnce(topic, message);
  const accountId = () => configuration.accountId();
  const secretClient = () => {
    const { SecretClient: Client } =
      require('./secrets/secret-client') as typeof import('./secrets/secret-client');
    return new Client(configuration, rules.maxSecretCharacters);
  };
  let dispatchers: MtlsDispatchers | undefined;
  let services: Services | undefined;
  let lifetime: AbortController | undefined;
  const loadServices = () => {
    if (!services) {
      const { createServices } = require('./liveperson/services') as typeof import('./liveperson/services');
      const secrets = secretClient();
      services = createServices({
        send,
        configuration,
        warnOnce,
        allowHost: (hostname) => admission.allowHost(hostname),
        readSecret: (key) => secrets.readSecret(key),
      });
    }
    return services;
  };
  /** The parts for a client that finds its hosts by service discovery. */
  const discovering = () => sendToFoundHosts(send, (...request) => loadServices().origin(...request));
  const lpClient = () => {
    const { createLpClient } = require('./liveperson/lp-client') as typeof import('./liveperson/lp-client');
    const { authorizerFor } = loadServices();
    return createLpClient({ ...discovering(), authorizerFor, warnOnce, appKey: rules.appKey });
  };
  core.onReset(() => {
    // End the calls that repeat their requests first. They would repeat a request whose connection was closed.
    lifetime?.abort();
    lifetime = undefined;
    dispatchers?.close();
    services?.reset();
    resetCookies();
  });
  return {
    configuration,
    lpClient,
    secretClient,
    httpClient: () => createHttpClient(send),
    conversationUtil() {
      const { ConversationUtil: Util } =
        require('./conversation/conversation-util') as typeof import('./conversation/conversation-util');
      return new Util({ lpClient: lpClient(), accountId });
    },
    sdeUtil() {
      const { SDEUtil: Util } = require('./sde/sde-util') as typeof import('./sde/sde-util');
      return new Util({ lpClient: lpClient(), accountId });
    },
    gdprUtil() {
      const { GDPRUtil: Util } = require('./gdpr/gdpr-util') as typeof import('./gdpr/gdpr-util');
      return new Util({ ...discovering(), warnOnce });
    },
    orchestratorClient() {
      const { OrchestratorClient: Client } =
        require('./orchestrator/orchestrator-client') as typeof import('./orchestrator/orchestrator-client');
      const { authorizerFor } = loadServices();
      const functionId = () => configuration.functionId();
      const secretNames = rules.orchestratorAppKeys;
      const parts = { ...discovering(), authorizerFor, accountId, functionId, warnOnce, secretNames };
      return new Client(parts);
    },
    contextServiceClient(config) {
      const { ContextServiceClient: Client } =
        require('./context/context-service-client') as typeof import('./context/context-service-client');
      return new Client(config, {
        ...discovering(),
        warnOnce,
        accountId,
        optionalAccountId: () => configuration.optionalAccountId(),
        contextServiceEnvironment: () => configuration.contextServiceEnvironment(),
        lifetime() {
          lifetime ??= new AbortController();
          // Each running call adds a listener. Node would warn of a leak when there are more than ten.
          (require('node:events') as typeof import('node:events')).setMaxListeners(0, lifetime.signal);
          return lifetime.signal;
        },
        hasConfiguredHost: (service) => Object.hasOwn(configuration.csds(), service),
      });
    },
    mtlsClient(config) {
      const { MTLSClient: Client } = require('./mtls/mtls-client') as typeof import('./mtls/mtls-client');
      const { MtlsDispatchers } =
        require('./mtls/mtls-dispatchers') as typeof import('./mtls/mtls-dispatchers');
      dispatchers ??= new MtlsDispatchers();
      return new Client(config, { admission, rules: rules.admission, configuration, warnOnce, dispatchers });
    },
    sfClient() {
      const { SFClient: Client } =
        require('./salesforce/sf-client') as typeof import('./salesforce/sf-client');
      return new Client({ send, warnOnce, maxResponseBytes: () => configuration.maxResponseBytes() });
    },
    serviceHosts: () => loadServices(),
    reset: () => core.reset(),
  };
}
