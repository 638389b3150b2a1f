/** The command was used wrongly: its message is shown with the usage line, and the exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
