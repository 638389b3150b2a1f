// The process in which `lp-faas-toolbelt migrate --prove` runs the two versions of a function.
import { setEnvironment } from '../../../testing/environment';
import { answersAnyStatus } from '../../../testing/mounts/mount-nock';
import { loadNock } from '../../../testing/nock';
import { toJsonValue } from '../../json-value';
import { UsageError } from '../../usage-error';
import type { ProofMessage, ProofRequest } from './messages';
import { ANSWERS, observe } from './observe';

const tell = (message: ProofMessage): void => void process.send?.(message);

async function compare({ oldFile, newFile, inputs, timeoutMs, env }: ProofRequest): Promise<void> {
  const restore = setEnvironment(env);
  for (const input of inputs) {
    for (const answers of ANSWERS) {
      const hosts = new Set<string>();
      const name = `${input.name}, ${answers.name}`;
      try {
        refuseOldNock();
        // V2 has no whitelist. Its run shows which hosts the old version must be allowed to call.
        const after = await observe(newFile, 'v2', input, answers, hosts, timeoutMs);
        const before = await observe(oldFile, 'v1', input, answers, hosts, timeoutMs);
        const shown = hosts.size > 0 ? name : input.name;
        tell({ type: 'compared', input: shown, before: plain(before), after: plain(after) });
        // When no request went to other hosts, the kind of their answers makes no difference.
        if (hosts.size === 0) break;
      } catch (error) {
        tell({ type: 'refused', input: name, message: (error as Error).message });
        break;
      }
    }
  }
  restore();
  tell({ type: 'ended' });
}

/** @throws when nock is missing, or does not answer `fetch`. Requests would then reach the network. */
function refuseOldNock(): void {
  if (!answersAnyStatus(loadNock())) return;
  throw new UsageError(
    'this nock does not answer fetch, which V2 sends with: run "npm install --save-dev nock@14"',
  );
}

function plain<Value>(value: Value): Value {
  return toJsonValue(value) as Value;
}

// Work that a function left behind may fail after the function has ended. This is not compared.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
process.on('message', (request: ProofRequest) => void compare(request));
process.once('disconnect', () => process.exit());
