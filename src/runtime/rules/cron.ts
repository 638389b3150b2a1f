import type { Cron, CronOptions } from 'croner';

/** A schedule that can be asked for its next run. */
export type CronJob = Cron;

/**
 * A cron expression of five fields, as LivePerson has it: minute, hour, day of the month, month, day of the week.
 * @param run called when it is due, unless the options say `paused`
 * @throws Error that says what is wrong with the expression
 */
export function createCron(expression: string, options: CronOptions, run?: () => Promise<void>): Cron {
  const { Cron: CronJob } = require('croner') as typeof import('croner');
  return new CronJob(expression, { ...options, mode: '5-part' }, run);
}

/** What is wrong with a cron expression of five fields. `undefined` for a valid one. */
export function cronProblem(expression: string): string | undefined {
  try {
    createCron(expression, { paused: true });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
