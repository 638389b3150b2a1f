import https from 'https';

async function lambda(input) {
  return new Promise((resolve, reject) => https
    .get(input.payload, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => resolve(body));
    })
    .on('error', (e) => (e === undefined || e === null ? resolve() : reject(toError(e)))));
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
