import { URL } from 'node:url';
import { isRecord } from '../internal/is-record';

// Callbacks are those of jsforce 1, which jsforce 3 does not have. So they get what jsforce 1 gave them, where jsforce 3 only
// writes it in another way. Promises get what jsforce 3 gives.

/** The result for a callback: `nextRecordsUrl` is the path that Salesforce sent, without the host. */
export function resultForCallback(result: unknown): unknown {
  if (!isRecord(result) || !Array.isArray(result.records)) return result;
  const { nextRecordsUrl } = result;
  if (typeof nextRecordsUrl !== 'string' || !URL.canParse(nextRecordsUrl)) return result;
  return { ...result, nextRecordsUrl: new URL(nextRecordsUrl).pathname };
}

/**
 * The error for a callback. It has the fields of the error that Salesforce sent, such as `fields`. When Salesforce sent
 * several, it is the first one, and `data` lists all of them.
 */
export function errorForCallback(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { data, errorCode } = error as Error & { data?: unknown; errorCode?: unknown };
  const first: unknown = errorCode === 'MULTIPLE_API_ERRORS' && Array.isArray(data) ? data[0] : undefined;
  if (isRecord(first) && typeof first.message === 'string') {
    return Object.assign(
      new Error(first.message),
      { name: String(first.errorCode), data },
      withoutOwn({}, first),
    );
  }
  return isRecord(data) ? Object.assign(error, withoutOwn(error, data)) : error;
}

/** The fields that the error does not have. Its message and its stack stay. */
function withoutOwn(error: object, fields: Record<string, unknown>): object {
  const added = Object.entries(fields).filter(
    ([name]) =>
      !Object.hasOwn(error, name) && !['message', 'stack', 'name', 'cause', '__proto__'].includes(name),
  );
  return Object.fromEntries(added);
}
