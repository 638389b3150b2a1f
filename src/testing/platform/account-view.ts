import type { SwiftCredentials } from '../../toolbelt';
import type { AddedSdes } from '../doubles/smt';
import type { StoredFile } from '../doubles/swift';
import type { Account } from './account';
import type { PlatformContext } from './context';
import type { PlatformConversations } from './conversations';
import type { PlatformFunctions } from './functions';
import type { Region } from './hosts';
import type { PlatformRecords } from './records';
import type { PlatformRequest } from './requests';
import type { PlatformSalesforce } from './salesforce';
import type { PlatformSecrets } from './secrets';

/** The account as a test sees it: plain state, and the requests to its services. */
export abstract class AccountView {
  /** @internal */
  protected abstract readonly account: Account;

  /** The id of the account. While the platform is open, `BRAND_ID` has it. */
  get accountId(): string {
    return this.account.settings.accountId;
  }

  /** The region of the account. */
  get region(): Region {
    return this.account.settings.region;
  }

  /** The key for the Context Session Store. */
  get contextKey(): string {
    return this.account.settings.contextKey;
  }

  /** The credentials of the file storage. */
  get swift(): Readonly<SwiftCredentials> {
    return this.account.settings.swift;
  }

  /** The conversations that can be searched. */
  get conversations(): PlatformConversations {
    return this.account.conversations;
  }

  /** The secrets. They include the app keys that LivePerson accepts. */
  get secrets(): PlatformSecrets {
    return this.account.secrets;
  }

  /** The contents of the Context Session Store. */
  get context(): PlatformContext {
    return this.account.context;
  }

  /** The files of the file storage, by path. */
  get files(): Map<string, StoredFile> {
    return this.account.files;
  }

  /** Engagement attributes in the order in which they were added. */
  get sdes(): AddedSdes[] {
    return this.account.sdes;
  }

  /** The functions that the gateway can invoke. */
  get functions(): PlatformFunctions {
    return this.account.functions;
  }

  /** The users of the account. */
  get users(): PlatformRecords {
    return this.account.lists.users;
  }

  /** The skills of the account. */
  get skills(): PlatformRecords {
    return this.account.lists.skills;
  }

  /** The agent groups of the account. */
  get agentGroups(): PlatformRecords {
    return this.account.lists.agentGroups;
  }

  /** The profiles of the account. */
  get profiles(): PlatformRecords {
    return this.account.lists.profiles;
  }

  /** The engagements of the engagement history. Every search finds all of them. */
  get engagements(): PlatformRecords {
    return this.account.lists.engagements;
  }

  /** The operational reports by name, such as `agentactivity`. */
  get reports(): Map<string, unknown> {
    return this.account.lists.reports;
  }

  /** An organisation of Salesforce: records by object, and the results of queries. */
  get salesforce(): PlatformSalesforce {
    return this.account.salesforce;
  }

  /** The last 10,000 requests to the services, in order and without credentials. */
  get requests(): readonly PlatformRequest[] {
    return this.account.requests;
  }
}

/** The account of `serve --offline`, as its setup file sees it. */
export class ServedAccount extends AccountView {
  /** @internal */
  protected readonly account: Account;

  constructor(account: Account) {
    super();
    this.account = account;
  }
}
