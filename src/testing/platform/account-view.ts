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

/** What a test sees of the account: plain state, and the requests to its services. */
export abstract class AccountView {
  /** @internal */
  protected abstract readonly account: Account;

  /** The account; `BRAND_ID` while the platform stands. */
  get accountId(): string {
    return this.account.settings.accountId;
  }

  /** Where the account is. */
  get region(): Region {
    return this.account.settings.region;
  }

  /** The key for the Context Session Store. */
  get contextKey(): string {
    return this.account.settings.contextKey;
  }

  /** What the file storage asks for. */
  get swift(): Readonly<SwiftCredentials> {
    return this.account.settings.swift;
  }

  /** The conversations that can be searched. */
  get conversations(): PlatformConversations {
    return this.account.conversations;
  }

  /** The secrets, and with them the app keys that LivePerson accepts. */
  get secrets(): PlatformSecrets {
    return this.account.secrets;
  }

  /** What the Context Session Store holds. */
  get context(): PlatformContext {
    return this.account.context;
  }

  /** The file storage: files by path. */
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

  /** What the engagement history finds: every search finds all. */
  get engagements(): PlatformRecords {
    return this.account.lists.engagements;
  }

  /** The operational reports by name, such as `agentactivity`. */
  get reports(): Map<string, unknown> {
    return this.account.lists.reports;
  }

  /** An organisation of Salesforce: records by object, and what queries find. */
  get salesforce(): PlatformSalesforce {
    return this.account.salesforce;
  }

  /** What was sent to the services, in its order and without credentials: the last 10,000 requests. */
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
