import { ErrorCodes, ToolbeltError } from '../errors';

/**
 * The runtime cannot run what it was given: the input has a wrong shape, or the file has no lambda. This is a mistake of the caller and not
 * a failure of the lambda, so the run rejects. The message does not name the caller. Each caller adds its own name.
 */
export class Misuse extends ToolbeltError {
  constructor(problem: string, cause?: unknown) {
    super(ErrorCodes.Toolbelt.INVALID_ARGUMENT, problem, cause);
  }
}
