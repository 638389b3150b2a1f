import type { DoubleRequest, DoubleResponse } from '../doubles/double';

/** Headers that belong to one connection. */
const HOP_HEADERS = new Set(['connection', 'transfer-encoding', 'keep-alive', 'content-length']);

/** Sends a received request once more, and returns the answer. The request goes to whatever answers its origin now. */
export function askAgain({ method, url, headers, body }: DoubleRequest): Promise<DoubleResponse> {
  const scheme = url.startsWith('https:') ? 'node:https' : 'node:http';
  const { request } = require(scheme) as typeof import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: withoutHopHeaders(headers), agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
      response.on('error', reject);
      response.on('end', () => {
        const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        const status = response.statusCode ?? 500;
        resolve({
          status,
          headers: withoutHopHeaders(Object.fromEntries(answered)),
          body: Buffer.concat(chunks),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function withoutHopHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name)));
}
