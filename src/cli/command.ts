import type { Arguments, CommandSpec } from './arguments';
import type { Terminal } from './terminal';

/** The exit codes. A shell script can tell the outcomes apart by them. */
export const ExitCode = { OK: 0, FAILED: 1, WRONG_USAGE: 2 } as const;

/** A command of the program. `run` resolves with its exit code. */
export interface Command {
  readonly spec: CommandSpec;
  run(args: Arguments, terminal: Terminal): Promise<number>;
}
