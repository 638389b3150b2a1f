/** A file of a new project. */
export interface Template {
  /** Path under the folder of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Permissions; those that the system gives by default when left out. */
  readonly mode?: number;
}
