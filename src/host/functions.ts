import { ErrorCodes, ToolbeltError } from '../errors';
import { nearName } from '../internal/wording';
import type { FunctionRegistry } from '../runtime/invocation-api/types';
import type { Deployment, FunctionState } from './observe/types';
import type { FunctionRunner } from './process/function-runner';
import type { Project, ProjectFunction } from './project/project';
import type { HostFunction } from './types';

/** The counts of one function. */
interface Counts {
  invocations: number;
  failures: number;
  lastInvocationAt: number | null;
}

/** The functions of a host: what the project says about them, and the processes that run them. */
export class HostFunctions implements FunctionRegistry<ProjectFunction> {
  readonly #createRunner: (known: ProjectFunction) => FunctionRunner;
  readonly #runners = new Map<string, FunctionRunner>();
  readonly #counts = new Map<string, Counts>();
  #project: Project;

  /** @param createRunner makes the runner of a function that runs for the first time */
  constructor(project: Project, createRunner: (known: ProjectFunction) => FunctionRunner) {
    this.#project = project;
    this.#createRunner = createRunner;
  }

  get project(): Project {
    return this.#project;
  }

  all(): ProjectFunction[] {
    return this.#project.functions.map((known) => this.#now(known));
  }

  find(uuid: string): ProjectFunction | undefined {
    const found = this.#project.functions.find((known) => known.uuid === uuid);
    return found && this.#now(found);
  }

  listening(eventId: string, skillId?: string): readonly ProjectFunction[] {
    const listens = ({ eventId: own, skills }: ProjectFunction): boolean =>
      own === eventId && (skills === undefined || (skillId !== undefined && skills.includes(skillId)));
    return this.#project.functions.filter(listens).map((known) => this.#now(known));
  }

  /**
   * The functions that belong to a name, an id or an event.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when there is none
   */
  meant(target: string): readonly ProjectFunction[] {
    const one = this.#project.functions.find(({ name, uuid }) => name === target || uuid === target);
    const found = one ? [one] : this.listening(target);
    if (found.length > 0) return found;
    const names = this.#project.functions.map(({ name }) => name);
    const near = nearName(target, names);
    const advice = near === undefined ? `Functions here: ${names.join(', ')}` : `Did you mean "${near}"?`;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `There is no function and no event ${JSON.stringify(target)}. ${advice}`,
    );
  }

  runner(known: ProjectFunction): FunctionRunner {
    const existing = this.#runners.get(known.uuid);
    if (existing) return existing;
    const runner = this.#createRunner(known);
    this.#runners.set(known.uuid, runner);
    return runner;
  }

  running({ uuid }: ProjectFunction): number {
    return this.#runners.get(uuid)?.running ?? 0;
  }

  /** Counts the begin of an invocation. @returns a function that counts its end */
  count({ uuid }: ProjectFunction): (hasFailed: boolean) => void {
    const counts = this.#counts.get(uuid) ?? { invocations: 0, failures: 0, lastInvocationAt: null };
    this.#counts.set(uuid, counts);
    counts.invocations += 1;
    counts.lastInvocationAt = Date.now();
    return (hasFailed) => {
      if (hasFailed) counts.failures += 1;
    };
  }

  /** The value of the property `functions` of the host. */
  get listed(): HostFunction[] {
    return this.#project.functions.map((known) => {
      const { name, uuid, eventId } = known;
      return { name, uuid, event: eventId, state: this.#stateOf(known) };
    });
  }

  get states(): FunctionState[] {
    return this.#project.functions.map((known) => this.state(known));
  }

  state(known: ProjectFunction): FunctionState {
    const { name, uuid, eventId, skills, config, file } = known;
    const problem = this.#runners.get(uuid)?.problem;
    const counts = this.#counts.get(uuid) ?? { invocations: 0, failures: 0, lastInvocationAt: null };
    return {
      name,
      uuid,
      event: eventId ?? null,
      skills: [...(skills ?? [])],
      description: config.description,
      state: this.#stateOf(known),
      ...(problem !== undefined && { problem }),
      file: file.slice(this.#project.root.length + 1).replaceAll('\\', '/'),
      ...counts,
      running: this.running(known),
      schedules: config.schedules.length,
    };
  }

  get deployments(): Deployment[] {
    return [...this.#runners.values()].flatMap(({ deployments }) => deployments);
  }

  /** Takes over the project as it is on disk now. Functions that were removed finish their running invocations. */
  replace(project: Project): void {
    this.#project = project;
    for (const [uuid, runner] of this.#runners) {
      runner.discard();
      if (this.find(uuid)) continue;
      this.#runners.delete(uuid);
      runner.retire();
    }
  }

  /** Prepares the reload of functions. See `FunctionRunner.prepare`. */
  prepare(concerned: (known: ProjectFunction) => boolean): void {
    for (const known of this.#project.functions) {
      if (concerned(known)) this.#runners.get(known.uuid)?.prepare();
    }
  }

  /** Loads functions again that were loaded before. See `FunctionRunner.reload`. */
  reload(concerned: (known: ProjectFunction) => boolean): void {
    for (const known of this.#project.functions) {
      if (concerned(known)) void this.#runners.get(known.uuid)?.reload();
    }
  }

  async close(reason: string): Promise<void> {
    await Promise.all(Array.from(this.#runners.values(), (runner) => runner.close(reason)));
  }

  /** The function, with what is known since its process runs. */
  #now(known: ProjectFunction): ProjectFunction {
    const runner = this.#runners.get(known.uuid);
    if (!runner) return known;
    const { state, form = known.form ?? 'v1' } = runner;
    // This is so for nearly every invocation. A copy would take longer than the rest of the search.
    if (state === 'Productive' && form === known.form) return known;
    return { ...known, state, form };
  }

  #stateOf({ uuid }: ProjectFunction): HostFunction['state'] {
    return this.#runners.get(uuid)?.state ?? 'Productive';
  }
}
