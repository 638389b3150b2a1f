import { createHook } from 'node:async_hooks';
import { runInThisContext } from 'node:vm';
import { override } from '../internal/override';
import { openRun } from './run-context';
import { watchCallSites } from './watch/call-site';
import { watchFetch } from './watch/fetch-calls';

/**
 * The methods of `console` and the level of each. LivePerson logs all of them except `log` (docs/platform.md, "Logs"). Here `log` counts as
 * `info`.
 */
const LEVELS = [
  ['debug', 'debug'],
  ['info', 'info'],
  ['log', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;

let holders = 0;
let removeHooks: Array<() => void> = [];

/**
 * Hooks into console, faults, resources and calls of the process while lambdas run. The first holder installs the hooks and the last one
 * removes them. Events that belong to no run pass the hooks unchanged.
 *
 * @returns a function that ends this hold
 */
export function holdHooks(): () => void {
  holders += 1;
  if (holders === 1)
    removeHooks = [
      captureConsole(),
      captureFaults(),
      watchResources(),
      watchCallSites((call) => openRun()?.call(call)),
      watchFetch(),
    ];
  return () => {
    holders -= 1;
    if (holders > 0) return;
    for (const remove of removeHooks) remove();
    removeHooks = [];
  };
}

function captureConsole(): () => void {
  const restores = LEVELS.map(([method, level]) =>
    override(
      console,
      method,
      (original) =>
        function (this: unknown, ...args: unknown[]): void {
          const run = openRun();
          if (run) run.log(level, args);
          else original.apply(this, args);
        },
    ),
  );
  return () => {
    for (const restore of restores) restore();
  };
}

/**
 * Gives uncaught errors and rejections to the run that they belong to. `emit` is replaced, because a listener could not keep an error from
 * the other listeners, and those belong to the test runner. The real `process` is needed, because Jest gives its sandbox a copy that the
 * events of the process never reach.
 */
function captureFaults(): () => void {
  const realProcess = runInThisContext('process') as NodeJS.EventEmitter;
  return override(
    realProcess,
    'emit',
    (original) =>
      function (this: unknown, name: string | symbol, ...args: unknown[]): boolean {
        const isFault = name === 'uncaughtException' || name === 'unhandledRejection';
        const run = isFault ? openRun() : undefined;
        if (!run) return original.apply(this, [name, ...args] as Parameters<typeof original>);
        run.fault(args[0]);
        return true;
      },
  );
}

function watchResources(): () => void {
  const hook = createHook({
    init: (_id, type, _triggerId, resource) => openRun()?.track(type, resource),
  });
  hook.enable();
  return () => void hook.disable();
}
