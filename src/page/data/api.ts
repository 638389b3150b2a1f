// Calls of the observation API of the host that served this page.

const API = '/_/api';
const TOKEN = 'lp-faas-toolbelt:token';

/** Thrown when the host asks for a token. */
export class TokenNeeded extends Error {}

/** The token that the user gave in this tab. */
export function token(): string | null {
  return sessionStorage.getItem(TOKEN);
}

export function keepToken(value: string): void {
  sessionStorage.setItem(TOKEN, value);
}

/** @throws Error with the sentence of the host */
export async function get<Value>(path: string): Promise<Value> {
  return request<Value>('GET', path);
}

/** @throws Error with the sentence of the host */
export async function post<Value>(path: string, body: unknown = {}): Promise<Value> {
  return request<Value>('POST', path, JSON.stringify(body));
}

async function request<Value>(method: string, path: string, body?: string): Promise<Value> {
  const given = token();
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (given !== null) headers.authorization = `Bearer ${given}`;
  const response = await fetch(API + path, { method, headers, ...(body !== undefined && { body }) });
  const value = (await response.json()) as Value & { error?: string };
  if (response.status === 401) throw new TokenNeeded(value.error);
  if (!response.ok) throw new Error(value.error ?? `The host answered ${response.status}.`);
  return value;
}

/** The address of the stream of events. A page cannot set headers for it. */
export function eventsUrl(): string {
  const given = token();
  return `${API}/events${given === null ? '' : `?access_token=${encodeURIComponent(given)}`}`;
}

/** A query string of the values that are set, with its question mark. */
export function query(values: Record<string, string | number | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
