import { URL } from 'node:url';
import { isRecord } from '../internal/is-record';

// Callbacks exist only in jsforce 1. So they get results and errors in the form of jsforce 1, where the form of jsforce 3 differs. Promises
// get the form of jsforce 3.

/** The result for a callback. Its `nextRecordsUrl` is the path that Salesforce sent, without the host. */
export function resultForCallback(result: unknown): unknown {
  if (!isRecord(result) || !Array.isArray(result.records)) return result;
  const { nextRecordsUrl } = result;
  if (typeof nextRecordsUrl !== 'string' || !URL.canParse(nextRecordsUrl)) return result;
  return { ...result, nextRecordsUrl: new URL(nextRecordsUrl).pathname };
}

/**
 * The error for a callback. It has the fields of the error that Salesforce sent, such as `fields`. When Salesforce sent several errors, it
 * is the first one, and `data` lists all of them.
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
