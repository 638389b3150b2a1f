// The loop of a runtime of AWS Lambda: takes one event at a time from the Runtime API, and calls the handler.
const { request } = require('node:http');

const [, , file] = process.argv;
const { handler } = require(file);

function ask(method, path, body) {
  const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path: `/2018-06-01/runtime/${path}` }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ headers: response.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
}

(async () => {
  for (;;) {
    const { headers, text } = await ask('GET', 'invocation/next');
    const id = headers['lambda-runtime-aws-request-id'];
    try {
      const result = await handler(JSON.parse(text));
      await ask('POST', `invocation/${id}/response`, JSON.stringify(result ?? null));
    } catch ({ name, message }) {
      await ask('POST', `invocation/${id}/error`, JSON.stringify({ errorType: name, errorMessage: message }));
    }
  }
})();
