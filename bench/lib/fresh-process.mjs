// Scripts in fresh processes: what each costs on top of an empty one.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inTurns, median, ROOT } from './measure.mjs';

const execute = promisify(execFile);

/** Ends a script: prints the time since the process began, its CPU time, and what the script has in `extra`. */
export const REPORT = `
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1000, ...extra }));
`;

const EMPTY = 'empty script';

/**
 * Runs every script in turn, in processes of its own, and an empty script beside them.
 * @param scripts JavaScript by name; each ends with {@link REPORT}
 * @param folders by the name of a script: where it runs, if that is not the root of this package
 * @returns `of(name, field)` the median of a figure, `over(name, field)` what it is on top of the empty script
 */
export async function measureScripts(
  scripts,
  { rounds, warmUps, argv = [], env = process.env, folders = {} },
) {
  const all = { [EMPTY]: `const extra = {};${REPORT}`, ...scripts };
  const subjects = Object.fromEntries(
    Object.entries(all).map(([name, script]) => [name, { script, cwd: folders[name] ?? ROOT }]),
  );
  const samples = await inTurns(subjects, { rounds, warmUps }, async ({ script, cwd }) => {
    const { stdout } = await execute(process.execPath, ['-e', script, '--', ...argv], { cwd, env });
    return JSON.parse(stdout);
  });
  const of = (name, field) => median(samples[name].map((sample) => sample[field]));
  // Compared round by round, because the speed of the machine changes in the course of a run.
  const over = (name, field) =>
    median(samples[name].map((sample, round) => sample[field] - samples[EMPTY][round][field]));
  return {
    of,
    over,
    empty: (field) => of(EMPTY, field),
  };
}
