import { ErrorCodes, ToolbeltError } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { type CronJob, createCron } from '../../runtime/rules/cron';
import type { ScheduleState } from '../observe/types';
import type { ScheduleConfig } from '../project/function-config';
import type { ProjectFunction } from '../project/project';

/** Runs a function for one of its schedules, and resolves when it has ended. */
export type RunScheduled<Result> = (known: ProjectFunction, input: LambdaInput) => Promise<Result>;

/** The runs of a schedule. They outlive a change of the project. */
interface Runs {
  lastAt: number | null;
  running: number;
}

interface Job {
  readonly id: string;
  readonly known: ProjectFunction;
  readonly config: ScheduleConfig;
  readonly cron: CronJob;
  readonly runs: Runs;
}

/**
 * The schedules of a project. A schedule does not start again before its last run has ended, unless it has `overlap`. When the machine was
 * asleep, a missed schedule runs once.
 */
export class Scheduler<Result = unknown> {
  readonly #run: RunScheduled<Result>;
  readonly #isOn: boolean;
  #jobs: Job[] = [];

  /** @param isOn whether schedules run by themselves. If not, they can only be run by hand. */
  constructor(run: RunScheduled<Result>, isOn: boolean) {
    this.#run = run;
    this.#isOn = isOn;
  }

  /** Replaces the schedules by those of the given functions. */
  use(functions: readonly ProjectFunction[]): void {
    const jobs = functions.flatMap((known) =>
      known.config.schedules.map((config, index) => this.#createJob(known, config, index)),
    );
    this.close();
    this.#jobs = jobs;
    if (this.#isOn) for (const { cron } of jobs) cron.resume();
  }

  get states(): ScheduleState[] {
    return this.#jobs.map(({ id, known, config, cron, runs }) => ({
      id,
      function: known.name,
      cron: config.cron,
      timezone: config.timezone,
      nextRunAt: this.#isOn ? (cron.nextRun()?.getTime() ?? null) : null,
      lastRunAt: runs.lastAt,
      isRunning: runs.running > 0,
      input: config.input,
    }));
  }

  /**
   * Runs a schedule now. Returns `undefined` when there is no such schedule.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when it is running, and may not run twice at once
   */
  run(id: string): Promise<Result> | undefined {
    const job = this.#jobs.find((candidate) => candidate.id === id);
    if (!job) return undefined;
    if (!mayStart(job)) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `The schedule ${id} is running. Wait for its end, or set "overlap": true in its entry of "schedules".`,
      );
    }
    return this.#start(job);
  }

  close(): void {
    for (const { cron } of this.#jobs) cron.stop();
    this.#jobs = [];
  }

  #createJob(known: ProjectFunction, config: ScheduleConfig, index: number): Job {
    const { timezone } = config;
    const id = `${known.name}-${index}`;
    const runs = this.#jobs.find((former) => former.id === id)?.runs ?? { lastAt: null, running: 0 };
    const cron = createCron(config.cron, { timezone, paused: true, unref: true, catch: true }, async () => {
      if (mayStart(job)) await this.#start(job);
    });
    const job: Job = { id, known, config, cron, runs };
    return job;
  }

  async #start({ known, config, runs }: Job): Promise<Result> {
    runs.lastAt = Date.now();
    runs.running += 1;
    try {
      return await this.#run(known, config.input);
    } finally {
      runs.running -= 1;
    }
  }
}

function mayStart({ config, runs }: Job): boolean {
  return config.overlap || runs.running === 0;
}
