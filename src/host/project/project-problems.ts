/** What is wrong with a project while it runs. Each problem is said once, and again only when it was gone meanwhile. */
export class ProjectProblems {
  readonly #say: (message: string) => void;
  #known: ReadonlySet<string> = new Set();

  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  /** Takes all steps, also after one that throws, and says what they have returned or thrown. */
  update(steps: ReadonlyArray<() => readonly Error[]>): void {
    const messages = steps.flatMap(problemsOf).map(({ message }) => message);
    for (const message of messages) if (!this.#known.has(message)) this.#say(message);
    this.#known = new Set(messages);
  }
}

function problemsOf(step: () => readonly Error[]): readonly Error[] {
  try {
    return step();
  } catch (error) {
    return [error as Error];
  }
}
