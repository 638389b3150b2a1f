import { relative } from 'node:path';
import type { Output, Tone } from '../terminal';
import { unifiedDiff } from './diff';
import type { FileChange, FunctionPlan } from './plan';
import type { Proof } from './prove/proof';

const TONES: Readonly<Record<string, Tone>> = {
  done: 'good',
  left: 'warning',
  refused: 'bad',
  proven: 'good',
  differs: 'bad',
  'not run': 'warning',
};

/** The report for machines. */
export function toJson(
  plans: readonly FunctionPlan[],
  cwd: string,
  proofs: readonly Proof[] | undefined,
): object {
  const functions = plans.map(({ target, status, leftovers, output }) => ({
    file: relative(cwd, target.file),
    status,
    leftovers: leftovers.map(({ line, column, rule, message }) => ({ line, column, rule, message })),
    output,
    size: output.length,
  }));
  if (proofs === undefined) return { functions };
  return { functions, proofs: proofs.map((proof) => ({ ...proof, file: relative(cwd, proof.file) })) };
}

/**
 * Prints the difference of each source. The contents of configuration and settings may be secret, so their changes are described in words.
 */
export function printChanges(changes: readonly FileChange[], cwd: string, out: Output): void {
  for (const { file, before, after, summary } of changes) {
    const name = relative(cwd, file);
    if (summary === undefined) for (const line of unifiedDiff(name, before, after, out)) out.line(line);
    else out.line(`${name}: ${summary}.`);
  }
  if (changes.length > 0) out.line('');
}

/** Prints the result for each function, and what is left. */
export function printFunctions(
  plans: readonly FunctionPlan[],
  cwd: string,
  out: Output,
  proofs: readonly Proof[] | undefined,
): void {
  for (const { target, status, leftovers, output } of plans) {
    const name = relative(cwd, target.file);
    out.line(`${paint(out, status)} ${name} (${output.length.toLocaleString('en-US')} characters)`);
    for (const { line, column, rule, message } of leftovers) {
      out.line(`  ${name}:${line}:${column} ${out.paint('faint', rule)} ${message}`);
    }
    for (const proof of proofs?.filter(({ file }) => file === target.file) ?? []) {
      out.line(
        `  ${paint(out, proof.verdict)} ${proof.input}${proof.detail === undefined ? '' : `: ${proof.detail}`}`,
      );
    }
  }
  const count = (status: string) => plans.filter((plan) => plan.status === status).length;
  const what = plans.length === 1 ? 'function' : 'functions';
  out.line('');
  out.line(
    `${plans.length} ${what}: ${count('done')} done, ${count('left')} left, ${count('refused')} refused.`,
  );
  if (plans.some(hasHelper)) for (const line of OF_HELPERS) out.line(line);
  if (proofs === undefined) return;
  const verdicts = (verdict: string) => proofs.filter((proof) => proof.verdict === verdict).length;
  const runs = `${verdicts('proven')} proven, ${verdicts('differs')} differ, ${verdicts('not run')} not run`;
  out.line(`${proofs.length} ${proofs.length === 1 ? 'comparison' : 'comparisons'}: ${runs}.`);
}

/** How the helpers differ from request. No rule can see this in the source. */
const OF_HELPERS = [
  'The helpers httpRequest and lpRequest send with fetch. What differs from V1 there:',
  '- After a redirect, no referer is sent, and a GET keeps its content-type.',
  '- A method in lower case, such as "post", is not redirected; request followed its redirects without the body.',
  '- A connection that is not made within "timeout" has the code ESOCKETTIMEDOUT, and not ETIMEDOUT.',
];

function hasHelper({ status, before, output }: FunctionPlan): boolean {
  return status !== 'refused' && before !== output && /^async function (http|lp)Request\d*\(/m.test(output);
}

function paint(out: Output, word: string): string {
  return out.paint(TONES[word] ?? 'faint', word);
}
