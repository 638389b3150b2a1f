import { join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaInput } from '../events/input';
import type { InvokeInput } from '../runtime/complete-input';
import { Callers } from './api/callers';
import { problem, Routes, splitPath } from './api/routes';
import { TokenIssuer } from './api/tokens';
import { HostFunctions } from './functions';
import { hostRoutes } from './host-routes';
import { Feed } from './observe/feed';
import { History } from './observe/history';
import { Recorder } from './observe/recorder';
import type { Recording } from './observe/recording';
import type { HostEvent, Invocation, ScheduleState, Trigger } from './observe/types';
import { UsedSecrets } from './observe/used-secrets';
import { type HostSettings, hostSettings, inputOf } from './options';
import { FunctionRunner } from './process/function-runner';
import { type ProjectFunction, readProject } from './project/project';
import { ProjectProblems } from './project/project-problems';
import { Scheduler } from './schedules/scheduler';
import { answerEventStream } from './server/event-stream';
import { type LocalServer, startServer } from './server/server';
import { checkSettings } from './settings-view';
import {
  checkInspect,
  inspectPortOf,
  type ProcessParts,
  settingsPathOf,
  shareProcess,
  startFunction,
} from './start-process';
import type { OfflineAccount } from './test-kit';
import type {
  Host,
  HostAddress,
  HostFunction,
  HostOptions,
  HostRequest,
  HostResponse,
  HostResult,
} from './types';
import { ProjectWatcher } from './watcher';

/** Parts that tests replace. */
export interface HostParts {
  /** The program of a function's process. */
  readonly script?: string;
}

/** See `createHost`. */
export async function startHost(options: HostOptions, parts: HostParts = {}): Promise<LocalHost> {
  const settings = hostSettings(options);
  const host = new LocalHost(settings, parts);
  try {
    await host.start();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** Runs the functions of a project on this machine. */
export class LocalHost implements Host {
  readonly startedAt = Date.now();
  readonly settings: HostSettings;
  readonly catalogue: HostFunctions;
  readonly history: History;
  readonly feed = new Feed();
  readonly #problems = new ProjectProblems((message) => this.feed.problem(message));
  readonly #secrets: UsedSecrets;
  readonly #recorder: Recorder;
  readonly callers: Callers;
  readonly issuer: TokenIssuer | undefined;
  readonly #script: string;
  readonly #routes: Routes;
  /** The server that answers the functions of this host. It exists even when `listen` was never called. */
  #inner: LocalServer | undefined;
  #outer: LocalServer | undefined;
  #offline: OfflineAccount | undefined;
  #leaveProcess: (() => void) | undefined;
  readonly scheduler: Scheduler<HostResult>;
  readonly #watcher: ProjectWatcher | undefined;
  #closed: Promise<void> | undefined;

  /** @throws ToolbeltError for a project that cannot be read; see `readProject` */
  constructor(settings: HostSettings, { script = join(__dirname, 'process', 'child.js') }: HostParts) {
    this.settings = settings;
    this.#script = script;
    this.#secrets = new UsedSecrets(settings.accountId);
    this.history = new History(this.#secrets);
    this.#recorder = new Recorder(this.history, this.feed, this.#secrets);
    const project = readProject(settings.folder, settings.accountId);
    if (project.problems[0]) throw project.problems[0];
    checkInspect(settings, project);
    this.catalogue = new HostFunctions(project, (known) => this.#createRunner(known));
    checkSettings(this.settingsPath);
    const { token, accountId } = settings;
    this.issuer = settings.oauth ? new TokenIssuer(accountId, project.root) : undefined;
    this.callers = new Callers({ token, issuer: this.issuer });
    this.scheduler = new Scheduler((known, input) => this.run(known, input, 'schedule'), settings.schedules);
    if (settings.watch) this.#watcher = this.#createWatcher(project.folder);
    this.#routes = new Routes(hostRoutes(this));
  }

  get accountId(): string {
    return this.settings.accountId;
  }

  get credentialsPath(): string | undefined {
    return this.issuer?.path;
  }

  get functions(): readonly HostFunction[] {
    return this.catalogue.listed;
  }

  get schedules(): readonly ScheduleState[] {
    return this.scheduler.states;
  }

  /** The address of `listen`. */
  get url(): string | undefined {
    return this.#outer?.address.url;
  }

  get settingsPath(): string {
    return settingsPathOf(this.settings, this.catalogue.project);
  }

  /** Starts the parts that functions need before they can run. */
  async start(): Promise<void> {
    process.on('exit', this.#endAll);
    this.#inner = await startServer({
      port: 0,
      hostname: '127.0.0.1',
      allowedHosts: [],
      isKeptAlive: false,
      handle: (request) => this.handle(request),
      stream: () => false,
    });
    this.#watcher?.start();
    if (this.settings.offline) await this.#goOffline();
    if (!this.settings.isolate) this.#leaveProcess = shareProcess(this.#processParts());
    this.scheduler.use(this.catalogue.project.functions);
  }

  async handle(request: HostRequest): Promise<HostResponse> {
    try {
      const answer = this.#routes.answer(request);
      return (await answer) ?? problem(404, `There is nothing at ${splitPath(request.path).path}.`);
    } catch (error) {
      if (error instanceof ToolbeltError) return problem(400, error.message);
      return problem(500, `The host has failed: ${(error as Error).message}`);
    }
  }

  async invoke(target: string, input?: InvokeInput, trigger: Trigger = 'code'): Promise<HostResult[]> {
    const complete = inputOf(input);
    const results: HostResult[] = [];
    for (const known of this.catalogue.meant(target)) results.push(await this.run(known, complete, trigger));
    return results;
  }

  /** Runs one function once, and records the invocation. */
  async run(known: ProjectFunction, input: LambdaInput, trigger: Trigger): Promise<HostResult> {
    if (this.#closed) throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, 'The host is closed.');
    const { name, uuid } = known;
    let recording: Recording | undefined;
    const { version, pid, ended } = this.catalogue.runner(known).run(input, {
      onLog: (entry) => recording && this.#recorder.log(recording, entry),
      onRequest: (index, request) => recording && this.#recorder.request(recording, index, request),
    });
    const end = this.catalogue.count(known);
    recording = this.#recorder.begin({ function: name, uuid, trigger, input, version, pid });
    const ending = await ended;
    end(ending.error !== undefined);
    return this.#recorder.end(recording, ending);
  }

  async listen(port = 0, hostname = '127.0.0.1'): Promise<HostAddress> {
    if (this.#outer) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `The host listens on ${this.url} already: close it, or create another host.`,
      );
    }
    this.#outer = await startServer({
      port,
      hostname,
      allowedHosts: this.settings.allowedHosts,
      isKeptAlive: true,
      handle: (request) => this.handle(request),
      stream: (request, response) => answerEventStream(request, response, this),
    });
    return this.#outer.address;
  }

  /** Takes over the project as it is on disk now. What is broken stays as it was, and is reported. */
  readProject(): void {
    this.#problems.update([() => this.#takeFunctions(), () => this.#takeSettings()]);
  }

  #takeFunctions(): readonly Error[] {
    const project = readProject(this.settings.folder, this.accountId, this.catalogue.project.functions);
    this.scheduler.use(project.functions);
    this.catalogue.replace(project);
    this.feed.emit({ type: 'project-changed', functions: project.functions.map(({ name }) => name) });
    return project.problems;
  }

  #takeSettings(): readonly Error[] {
    checkSettings(this.settingsPath);
    this.#offline?.takeSecrets();
    return [];
  }

  invocations(): readonly Invocation[] {
    return this.history.all();
  }

  observe(listener: (event: HostEvent) => void): () => void {
    return this.feed.observe(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** A process in an endless loop does not notice that its host has ended. */
  readonly #endAll = (): void => void this.catalogue.close('The host has ended.');

  async #close(): Promise<void> {
    process.off('exit', this.#endAll);
    this.scheduler.close();
    const functions = this.catalogue.close('The host was closed.');
    await Promise.all([functions, this.#outer?.close(), this.#inner?.close(), this.#watcher?.close()]);
    this.#leaveProcess?.();
    await this.#offline?.close();
  }

  #createWatcher(folder: string): ProjectWatcher {
    return new ProjectWatcher({
      folder,
      functions: () => this.catalogue.project.functions,
      readProject: () => this.readProject(),
      onProblem: (message) => this.feed.problem(message),
      prepare: (concerned) => this.catalogue.prepare(concerned),
      reload: (concerned) => this.catalogue.reload(concerned),
    });
  }

  #createRunner({ uuid, name }: ProjectFunction): FunctionRunner {
    return new FunctionRunner({
      name,
      inspectPort: inspectPortOf(this.settings, name),
      start: () => {
        // The configuration may have changed since the runner was made.
        const known = this.catalogue.find(uuid);
        if (!known) throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `${name} was removed.`);
        return startFunction(known, this.#processParts());
      },
      onLoaded: (version, files, durationMs) => {
        this.#watcher?.loaded(uuid, files);
        this.feed.emit({ type: 'function-loaded', function: name, version, durationMs });
      },
      onBroken: (message, isAnswering) =>
        this.feed.emit({ type: 'function-broken', function: name, message, isAnswering }),
      withoutSecrets: (message) => this.#secrets.removeFrom(message),
    });
  }

  #processParts(): ProcessParts {
    return {
      settings: this.settings,
      project: this.catalogue.project,
      callers: this.callers,
      feed: this.feed,
      secrets: this.#secrets,
      script: this.#script,
      origin: this.#inner?.address.url ?? '',
      offline: this.#offline,
    };
  }

  async #goOffline(): Promise<void> {
    const { startOfflineAccount } = require('./test-kit') as typeof import('./test-kit');
    this.#offline = await startOfflineAccount(this.settings, this.settingsPath, this.feed);
  }
}
