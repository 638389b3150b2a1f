// The process in which `lp-faas-toolbelt migrate --prove` runs the two versions of a function.
import { toJsonValue } from '../../json-value';
import type { ProofMessage, ProofRequest } from './messages';
import { ANSWERS, observe } from './observe';

const tell = (message: ProofMessage): void => void process.send?.(message);

async function compare({ oldFile, newFile, inputs, timeoutMs }: ProofRequest): Promise<void> {
  for (const input of inputs) {
    for (const answers of ANSWERS) {
      const hosts = new Set<string>();
      const name = `${input.name}, ${answers.name}`;
      try {
        // V2 has no whitelist, so its run shows which hosts the old version has to be allowed to call.
        const after = await observe(newFile, 'v2', input, answers, hosts, timeoutMs);
        const old = await observe(oldFile, 'v1', input, answers, hosts, timeoutMs);
        tell({
          type: 'compared',
          input: hosts.size > 0 ? name : input.name,
          before: plain(old),
          after: plain(after),
        });
        // Without a request to other hosts, their answers make no difference.
        if (hosts.size === 0) break;
      } catch (error) {
        tell({ type: 'refused', input: name, message: (error as Error).message });
      }
    }
  }
  tell({ type: 'ended' });
  process.disconnect?.();
}

function plain<Value>(value: Value): Value {
  return toJsonValue(value) as Value;
}

process.on('message', (request: ProofRequest) => void compare(request).finally(() => process.exit()));
process.once('disconnect', () => process.exit());
