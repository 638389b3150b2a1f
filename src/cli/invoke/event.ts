import { ToolbeltError } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { eventByName } from '../../testing/events/events';
import { UsageError } from '../usage-error';

/**
 * The input that a platform event brings.
 * @throws UsageError for a name that is none, with the one that was probably meant
 */
export function eventInput(name: string): LambdaInput {
  try {
    return eventByName(name);
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    throw new UsageError(error.message.replace(/^events: /, '--event '));
  }
}
