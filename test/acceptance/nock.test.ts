import { describe, expect, it } from 'vitest';
import { ROOT, runNode } from '../package/pack';

/** What a scenario printed: `note(label, value)` in its order. */
type Notes = Record<string, unknown>;

// Each scenario has its own process, because two versions of nock would both patch node:http.
async function run(nock: string, body: string, env: Record<string, string> = {}): Promise<Notes> {
  const script = `
    setTimeout(() => { console.error('hangs'); process.exit(9); }, 10_000).unref();
    const nock = require('${nock}');
    nock.disableNetConnect();
    const { Toolbelt } = require('lp-faas-toolbelt');
    Toolbelt.configure({ whitelist: ['api.example.com'], rateLimit: { mode: 'off' } });
    const http = Toolbelt.HTTPClient();
    const notes = {};
    const note = (label, value) => { notes[label] = value; };
    const failure = (call) => call.then(
      (value) => ({ resolved: value }),
      ({ name, message, statusCode, cause }) =>
        ({ name, message, statusCode, code: cause?.code, connect: cause?.connect }),
    );
    // A pending promise does not keep a process alive. The interval does, so that a hang is not taken for an end.
    const alive = setInterval(() => {}, 1_000);
    (async () => { ${body} })().then(() => {
      clearInterval(alive);
      console.log(JSON.stringify(notes));
    });
  `;
  const { status, stdout, stderr } = await runNode(['-e', script], ROOT, env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Notes;
}

describe.each(['nock', 'nock13'])('under %s', (nock) => {
  it('GET and POST of JSON', async () => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').get('/things').query({ q: 'a b' }).matchHeader('accept', 'application/json')
        .reply(200, { a: 1 });
      nock('https://api.example.com').post('/things', { b: 2 }).reply(201, { c: 3 }, { 'x-mine': 'kept' });
      note('get', await http.get('https://api.example.com/things', { qs: { q: 'a b' }, json: true }));
      const full = { resolveWithFullResponse: true };
      const { statusCode, headers, body } =
        await http.post('https://api.example.com/things', { json: { b: 2 }, ...full });
      note('post', [statusCode, headers['x-mine'], body]);
      note('pending', nock.pendingMocks());
      `,
    );
    expect(notes).toEqual({ get: { a: 1 }, post: [201, 'kept', { c: 3 }], pending: [] });
  });

  it('many calls on one scope, one after the other and at once', async () => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').persist().get('/').reply(200, 'ok');
      const call = () => http.get('https://api.example.com/');
      const answers = [await call(), await call(), ...(await Promise.all([call(), call(), call()]))];
      note('answers', answers);
      `,
    );
    expect(notes.answers).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it.each(['Connection', 'connection'])('%s: keep-alive set by hand', async (name) => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').get('/').reply(200, 'ok');
      nock('https://api.example.com').post('/', 'x').reply(200, 'ok too');
      const headers = { '${name}': 'keep-alive' };
      note('get', await http.get('https://api.example.com/', { headers }));
      note('post', await http.post('https://api.example.com/', { headers, body: 'x' }));
      `,
    );
    expect(notes).toEqual({ get: 'ok', post: 'ok too' });
  });

  it('replyWithError of an Error with a code', async () => {
    const notes = await run(
      nock,
      `
      const error = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
      nock('https://api.example.com').get('/').times(2).replyWithError(error);
      note('promise', await failure(http.get('https://api.example.com/')));
      note('callback', await new Promise((resolve) => {
        http.get('https://api.example.com/', (reason) => resolve(reason.code)).catch(() => {});
      }));
      `,
    );
    expect(notes).toEqual({
      promise: { name: 'RequestError', message: 'Error: connect refused', code: 'ECONNREFUSED' },
      callback: 'ECONNREFUSED',
    });
  });

  it('a reset is not repeated: mocks are used up one by one', async () => {
    const notes = await run(
      nock,
      `
      const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      nock('https://api.example.com').get('/').reply(200, 'first');
      nock('https://api.example.com').get('/').replyWithError(error);
      nock('https://api.example.com').get('/').reply(200, 'third');
      await http.get('https://api.example.com/');
      note('second', await failure(http.get('https://api.example.com/')));
      note('third', await http.get('https://api.example.com/'));
      `,
    );
    expect(notes).toMatchObject({ second: { name: 'RequestError', code: 'ECONNRESET' }, third: 'third' });
  });

  it('timeout: a late response and a late body', async () => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').get('/head').delay({ head: 5_000 }).reply(200, 'late');
      nock('https://api.example.com').get('/body').delay({ body: 5_000 }).reply(200, 'late');
      nock('https://api.example.com').get('/soon').delay(20).reply(200, 'soon');
      for (const path of ['head', 'body']) {
        note(path, await failure(http.get('https://api.example.com/' + path, { timeout: 60 })));
      }
      note('soon', await http.get('https://api.example.com/soon', { timeout: 5_000 }));
      nock.abortPendingRequests();
      `,
    );
    const late = { name: 'RequestError', code: expect.stringMatching(/^E(SOCKET)?TIMEDOUT$/) };
    expect(notes).toMatchObject({ head: late, body: late, soon: 'soon' });
  });

  it('a call that ends in the middle of a body that nock lets through', async () => {
    const notes = await run(
      nock,
      `
      nock.enableNetConnect('127.0.0.1');
      Toolbelt.configure({ whitelist: ['127.0.0.1'] });
      const server = require('node:http').createServer((_request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('part');
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = 'http://127.0.0.1:' + server.address().port + '/';
      // The first request of a process loads modules, so connecting may take much longer than later.
      note('timeout', (await failure(http(url, { timeout: 500 }))).code);
      const call = http(url);
      call.on('response', () => call.abort());
      await new Promise((resolve) => call.once('abort', resolve));
      // Unhandled errors appear before the sockets of the server are gone.
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      `,
    );
    expect(notes).toEqual({ timeout: 'ESOCKETTIMEDOUT' });
  });

  it('statuses, redirects and binary bodies', async () => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').get('/missing').reply(404, { error: 'no' });
      nock('https://api.example.com').get('/from').reply(302, undefined, { location: '/to' });
      nock('https://api.example.com').get('/to').reply(200, Buffer.from([0, 255, 128]));
      note('missing', await failure(http.get('https://api.example.com/missing', { json: true })));
      note('bytes', [...(await http.get('https://api.example.com/from', { encoding: null }))]);
      `,
    );
    expect(notes).toEqual({
      missing: { name: 'StatusCodeError', message: '404 - {"error":"no"}', statusCode: 404 },
      bytes: [0, 255, 128],
    });
  });

  it.each(['an option of the call', 'the environment', 'configure'])(
    'answers for the target behind a proxy from %s',
    async (source) => {
      const proxy = 'http://user:secret@proxy.example.com:3128';
      const notes = await run(
        nock,
        `
        if (${source === 'configure'}) Toolbelt.configure({ proxy: '${proxy}' });
        const own = ${source === 'an option of the call'} ? { proxy: '${proxy}' } : {};
        nock('https://api.example.com').get('/secure').times(2).reply(200, 'secure');
        note('secure', await http.get('https://api.example.com/secure', own));
        note('again', await http.get('https://api.example.com/secure', own));
        `,
        source === 'the environment' ? { HTTPS_PROXY: proxy, HTTP_PROXY: proxy } : {},
      );
      expect(notes).toEqual({ secure: 'secure', again: 'secure' });
    },
  );

  it('says which request had no mock', async () => {
    const notes = await run(
      nock,
      `
      nock('https://api.example.com').get('/other').reply(200, 'ok');
      note('failure', await failure(http.get('https://api.example.com/', { timeout: 5_000 })));
      `,
    );
    expect(notes.failure).toMatchObject({
      name: 'RequestError',
      message: expect.stringMatching(/No match|ENETUNREACH|Disallowed net connect/),
    });
  });

  it('meets the whitelist first', async () => {
    const notes = await run(
      nock,
      `
      Toolbelt.configure({ logger: {} });
      nock('https://unlisted.example.com').get('/').reply(200, 'ok');
      note('failure', await failure(http.get('https://unlisted.example.com/')));
      `,
    );
    expect(notes.failure).toMatchObject({ message: 'Error [ERR_SOCKET_CLOSED]: Socket is closed' });
  });
});

// nock 14 builds a fetch Response of every reply, which allows statuses from 200 to 599 only.
it('901, the status of a failed function, under nock13', async () => {
  const notes = await run(
    'nock13',
    `
    nock('https://api.example.com').get('/').times(2).reply(901, { errorCode: 'x' });
    note('simple', await failure(http.get('https://api.example.com/', { json: true })));
    const options = { json: true, simple: false, resolveWithFullResponse: true };
    const { statusCode, body } = await http.get('https://api.example.com/', options);
    note('full', [statusCode, body]);
    `,
  );
  expect(notes).toEqual({
    simple: { name: 'StatusCodeError', message: '901 - {"errorCode":"x"}', statusCode: 901 },
    full: [901, { errorCode: 'x' }],
  });
});
