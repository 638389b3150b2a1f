/** The command was used wrongly. The message is shown together with the usage line. The exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
