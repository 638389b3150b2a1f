import { ToolbeltError } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { eventByName } from '../../testing/events/events';
import { UsageError } from '../usage-error';

/**
 * The input of a function for an event of the platform.
 * @throws UsageError for an unknown event, with the name that was probably meant
 */
export function eventInput(name: string): LambdaInput {
  try {
    return eventByName(name);
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    throw new UsageError(error.message.replace(/^events: /, '--event '));
  }
}
