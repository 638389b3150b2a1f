import { announceCall, withCallSite } from '../../internal/async/call-channel';
import { override } from '../../internal/override';
import { redactText } from '../../internal/redact';
import { openRun } from '../run-context';
import { ownerNow } from './work-owner';

type Fetch = typeof globalThis.fetch;

/**
 * Lets the calls of `fetch` that lambdas make count as calls of a client, so that errors and diagnostics name their requests. Functions of
 * V2 send all of their requests with `fetch`.
 *
 * @returns a function that stops this
 */
export function watchFetch(): () => void {
  return override(globalThis, 'fetch', (original) => {
    const apply = (_target: Fetch, self: unknown, args: Parameters<Fetch>) => {
      const answer: ReturnType<Fetch> = Reflect.apply(original, self, args);
      // MTLSClient sends with fetch, and has announced its call.
      const isOfLambda = openRun() !== undefined && ownerNow() === 'lambda';
      const call = isOfLambda ? announceCall(() => describe(...args)) : undefined;
      if (!call) return answer;
      return Promise.resolve(answer)
        .catch((error: unknown) => {
          throw withCallSite(error, call);
        })
        .finally(() => {
          call.isSettled = true;
        });
    };
    // Mocks of fetch have properties that tests read.
    return new Proxy(original, { apply });
  });
}

function describe(input: Parameters<Fetch>[0], init?: RequestInit): string {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const method = init?.method ?? request?.method ?? 'GET';
  const address = request?.url ?? String(input);
  if (!URL.canParse(address)) return `${method.toUpperCase()} of fetch`;
  const { origin, pathname } = new URL(address);
  return `${method.toUpperCase()} ${origin}${redactText(pathname)}`;
}
