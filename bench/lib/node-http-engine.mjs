// The Engine of src/http/engine.ts on plain node:http and node:https: what the pipeline costs without got.
import { createRequire } from 'node:module';

const { createNativeRequest } = createRequire(import.meta.url)('../../dist/http/wire/engine.js');

/** Sends one hop; see `Engine` in src/http/engine.ts. */
export function nodeHttpEngine(hop) {
  return new Promise((resolve, reject) => {
    const request = createNativeRequest(hop);
    hop.onRequest(request);
    request.once('error', reject);
    request.once('response', (response) => {
      const { statusCode, statusMessage, httpVersion, headers, rawHeaders } = response;
      resolve({ statusCode, statusMessage, httpVersion, headers, rawHeaders, stream: response });
    });
    if (hop.body === undefined || typeof hop.body === 'string' || Buffer.isBuffer(hop.body)) {
      request.end(hop.body);
    } else {
      hop.body.once('error', (error) => request.destroy(error));
      hop.body.pipe(request);
    }
  });
}
