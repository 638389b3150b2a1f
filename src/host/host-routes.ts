import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaInput } from '../events/input';
import { version } from '../internal/node/version';
import type { InvokeInput } from '../runtime/complete-input';
import type { Callers } from './api/callers';
import { invocationRoutes } from './api/invocation';
import { observationRoutes } from './api/observation';
import type { Route } from './api/routes';
import type { TokenIssuer } from './api/tokens';
import type { HostFunctions } from './functions';
import type { History } from './observe/history';
import type { Overview, Trigger } from './observe/types';
import type { HostSettings } from './options';
import type { ProjectFunction } from './project/project';
import type { Scheduler } from './schedules/scheduler';
import { pageRoutes } from './server/page-files';
import { settingsView } from './settings-view';
import type { HostResult } from './types';

/** The parts of a host that its routes use. */
export interface RoutedHost {
  readonly settings: HostSettings;
  readonly settingsPath: string;
  readonly catalogue: HostFunctions;
  readonly callers: Callers;
  readonly issuer: TokenIssuer | undefined;
  readonly history: History;
  readonly scheduler: Scheduler<HostResult>;
  readonly startedAt: number;
  readonly url: string | undefined;
  run(known: ProjectFunction, input: LambdaInput, trigger: Trigger): Promise<HostResult>;
  /** Takes over the project as it is on disk now. */
  readProject(): void;
  invoke(target: string, input: InvokeInput | undefined, trigger: Trigger): Promise<HostResult[]>;
}

/** All routes of a host. */
export function hostRoutes(host: RoutedHost): Route[] {
  const { catalogue, callers, settings, history, scheduler } = host;
  const isBusy = (known: ProjectFunction) => catalogue.running(known) >= settings.maxConcurrent;
  return [
    // Most requests are invocations.
    ...invocationRoutes({
      accountId: settings.accountId,
      functions: catalogue,
      callers,
      run: (known, input, trigger) => host.run(known, input, trigger),
      isBusy,
    }),
    ...(host.issuer?.routes() ?? []),
    ...pageRoutes(),
    ...observationRoutes({
      callers,
      catalogue,
      history,
      overview: () => overviewOf(host),
      settings: () => settingsView(host.settingsPath, catalogue.project.root, settings),
      schedules: () => scheduler.states,
      runSchedule: (id) => scheduler.run(id),
      invoke: async (target, input, trigger) => {
        const busy = catalogue.meant(target).find(isBusy);
        if (busy === undefined) return host.invoke(target, input, trigger);
        const text = `Too many invocations of ${busy.name} are under way: wait until some have ended.`;
        throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
      },
      templates: () => creation().templateInfos(),
      createFunction: (order) => {
        const created = creation().createFunction(catalogue.project.root, order);
        host.readProject();
        return created;
      },
      eventBuilders: () => (require('./test-kit') as typeof import('./test-kit')).eventBuilders(),
    }),
  ];
}

/** Loaded when the first function is created, because most hosts never create one. */
function creation(): typeof import('./create/create-function') {
  return require('./create/create-function') as typeof import('./create/create-function');
}

function overviewOf({
  settings,
  url,
  catalogue,
  startedAt,
}: RoutedHost): Omit<Overview, 'functions' | 'totals' | 'memoryBytes'> {
  return {
    version: version(),
    accountId: settings.accountId,
    url,
    folder: catalogue.project.root,
    isOffline: settings.offline,
    isWatching: settings.watch,
    hasSchedules: settings.schedules,
    startedAt,
  };
}
