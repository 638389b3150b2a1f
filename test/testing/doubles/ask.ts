import { Authority } from '../../../src/testing/doubles/authority';
import type { Double } from '../../../src/testing/doubles/double';

/** A client that the account of these tests knows. */
export const CLIENT = { client_id: 'client', client_secret: 'client-secret' };
export const ACCOUNT = '77';

/** The request; a body that is not text is sent as JSON. */
export interface Question {
  headers?: Record<string, string>;
  body?: unknown;
}

/** The response; `json` is the parsed body when it is JSON. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  json: unknown;
}

/** Asks a double directly, as a mount does. */
export async function ask(
  double: Double,
  method: string,
  target: string,
  { headers = {}, body = '' }: Question = {},
): Promise<Answer> {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const response = await double.handle({
    method,
    url: `https://host.example.com${target}`,
    headers,
    body: bytes,
  });
  const text = String(response.body ?? '');
  return { status: response.status, headers: response.headers ?? {}, text, json: parse(text) };
}

/** An authority, and the header of a caller that it knows. */
export function authorized(clock = () => 0): { authority: Authority; headers: { authorization: string } } {
  const authority = new Authority(ACCOUNT, clock);
  authority.know('key', CLIENT);
  const token = authority.issue(CLIENT.client_id, CLIENT.client_secret);
  return { authority, headers: { authorization: `Bearer ${token}` } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
