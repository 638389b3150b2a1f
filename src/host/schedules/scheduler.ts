import { ErrorCodes, ToolbeltError } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { type CronJob, createCron } from '../../runtime/rules/cron';
import type { ScheduleState } from '../observe/types';
import type { ScheduleConfig } from '../project/function-config';
import type { ProjectFunction } from '../project/project';

/** Runs a function for one of its schedules, and resolves when it has ended. */
export type RunScheduled = (known: ProjectFunction, input: LambdaInput) => Promise<unknown>;

interface Job {
  readonly id: string;
  readonly known: ProjectFunction;
  readonly config: ScheduleConfig;
  readonly cron: CronJob;
  lastRunAt: number | null;
  running: number;
}

/**
 * The schedules of a project. A schedule does not start again before its last run has ended, unless it has `overlap`. When the machine was
 * asleep, a missed schedule runs once.
 */
export class Scheduler {
  readonly #run: RunScheduled;
  readonly #isOn: boolean;
  #jobs: Job[] = [];

  /** @param isOn whether schedules run by themselves. If not, they can only be run by hand. */
  constructor(run: RunScheduled, isOn: boolean) {
    this.#run = run;
    this.#isOn = isOn;
  }

  /**
   * Replaces the schedules by those of the given functions.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for a cron expression that is wrong. Nothing has changed then.
   */
  use(functions: readonly ProjectFunction[]): void {
    const jobs: Job[] = [];
    try {
      for (const known of functions) {
        known.config.schedules.forEach((config, index) => {
          jobs.push(this.#createJob(known, config, index));
        });
      }
    } catch (error) {
      for (const { cron } of jobs) cron.stop();
      throw error;
    }
    this.close();
    this.#jobs = jobs;
    if (this.#isOn) for (const { cron } of jobs) cron.resume();
  }

  get states(): ScheduleState[] {
    return this.#jobs.map(({ id, known, config, cron, lastRunAt, running }) => ({
      id,
      function: known.name,
      cron: config.cron,
      timezone: config.timezone,
      nextRunAt: this.#isOn ? (cron.nextRun()?.getTime() ?? null) : null,
      lastRunAt,
      isRunning: running > 0,
      input: config.input,
    }));
  }

  /** The function of a schedule, and its input. Returns `undefined` when there is no such schedule. */
  find(id: string): { known: ProjectFunction; input: LambdaInput } | undefined {
    const job = this.#jobs.find((candidate) => candidate.id === id);
    return job && { known: job.known, input: job.config.input };
  }

  close(): void {
    for (const { cron } of this.#jobs) cron.stop();
    this.#jobs = [];
  }

  #createJob(known: ProjectFunction, config: ScheduleConfig, index: number): Job {
    const { timezone, overlap } = config;
    try {
      const cron = createCron(
        config.cron,
        { timezone, protect: !overlap, paused: true, unref: true, catch: true },
        () => this.#start(job),
      );
      const job: Job = { id: `${known.name}-${index}`, known, config, cron, lastRunAt: null, running: 0 };
      return job;
    } catch (error) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
        `${known.folder}/config.json: schedules[${index}].cron: ${JSON.stringify(config.cron)} is not a cron expression ` +
          `of five fields: ${(error as Error).message}.`,
      );
    }
  }

  async #start(job: Job): Promise<void> {
    job.lastRunAt = Date.now();
    job.running += 1;
    try {
      await this.#run(job.known, job.config.input);
    } finally {
      job.running -= 1;
    }
  }
}
