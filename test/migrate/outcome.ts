import type { Lambda } from '../../src/events/input';
import { runLambda } from '../../src/runtime/run-lambda';

/** Compiles a lambda that imports nothing of a package: sloppy as V1 has it, strict as V2 has it. */
function compile(source: string, form: 'v1' | 'v2'): Lambda {
  const prologue = form === 'v2' ? '"use strict";' : '';
  const imports = source.replaceAll(
    /^import (?:\* as )?(\w+) from ('.+?'|".+?");$/gm,
    'const $1 = require($2);',
  );
  const text = `${prologue}${imports}\n;return typeof lambda === 'function' ? lambda : exports.lambda ?? module.exports;`;
  const module = { exports: {} };
  return new Function('require', 'module', 'exports', text)(require, module, module.exports) as Lambda;
}

/** Runs a lambda with a payload, and tells what shows of it. */
export async function outcome(source: string, form: 'v1' | 'v2', payload: unknown) {
  const copy = { headers: [], payload: structuredClone(payload), timestamp: 0 };
  const ended = await runLambda({ lambda: compile(source, form), form, input: copy, timeoutMs: 1_000 });
  return {
    result: ended.result,
    // In both platforms the time limit ends what never ends; the words differ.
    error: ended.error?.message.replace(/^The lambda (never|did not) .*/, 'time limit'),
    logs: ended.logs.map(({ level, message, extras }) => [level, message, ...extras]),
  };
}
