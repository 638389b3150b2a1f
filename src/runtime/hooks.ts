import { createHook } from 'node:async_hooks';
import { runInThisContext } from 'node:vm';
import { override } from '../internal/override';
import { openRun } from './run-context';

/** The methods of `console` that LivePerson logs (facts §5.6), and `log`. */
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
 * Hooks into the process while a lambda runs; the first holder installs the hooks, the last removes them. Whatever
 * belongs to no run passes through untouched.
 *
 * @returns ends the hold
 */
export function holdHooks(): () => void {
  holders += 1;
  if (holders === 1) removeHooks = [captureConsole(), captureFaults(), watchResources()];
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
 * `emit` rather than listeners: a listener cannot keep the others, those of the test runner, from hearing of an
 * error. Jest gives its sandbox a copy of `process`, whose events are never those of the process itself.
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
