import { describe, expect, it } from 'vitest';
import { StatusCodeError } from '../../src/errors';
import { Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { LOGGERS } from '../helpers/loggers';
import { leaksIn, planted } from '../helpers/planted';
import { startServer } from '../helpers/with-server';

describe.each(Object.entries(LOGGERS))('%s', (_name, show) => {
  it('shows a credential of an error that holds it in fields, so that the search below finds one', () => {
    const value = planted();
    const error = Object.assign(new Error(value), { options: { auth: { pass: value } } });
    expect(leaksIn(show(error), { it: value })).not.toEqual([]);
  });

  it('shows no credential of a failed call, but its status', async () => {
    const credentials = { bearer: planted(), form: planted(), cookie: planted(), answer: planted() };
    const server = await startServer((_request, response) => {
      response.setHeader('set-cookie', `session=${credentials.answer}`);
      response.writeHead(403).end(`bad ${credentials.bearer}`);
    });
    try {
      Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} });
      const error = await failureOf<StatusCodeError>(
        Toolbelt.HTTPClient().post({
          uri: `http://127.0.0.1:${server.port}/`,
          auth: { bearer: credentials.bearer },
          form: { client_secret: credentials.form },
          headers: { cookie: `session=${credentials.cookie}` },
        }),
      );
      const shown = show(error);
      expect(shown).toContain('403');
      expect(leaksIn(shown, credentials)).toEqual([]);
      expect(error).toBeInstanceOf(StatusCodeError);
      expect(error.error).toBe(`bad ${credentials.bearer}`);
      expect(error.options).toMatchObject({ auth: { bearer: credentials.bearer } });
      expect(error.response).toMatchObject({ statusCode: 403, body: `bad ${credentials.bearer}` });
    } finally {
      await server.close();
      Toolbelt.reset();
    }
  });
});
