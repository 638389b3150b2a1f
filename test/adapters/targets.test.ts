import { expect, it } from 'vitest';
import {
  ACCOUNT,
  type Answer,
  awsLambda,
  balancerEvent,
  doubleOnNock,
  functionsFramework,
  httpEvent,
  listening,
  restEvent,
  type Target,
  uuidOf,
} from './targets';

const DOUBLE = 'the double on nock';
const TARGETS: Record<string, () => Promise<Target>> = {
  listen: listening,
  'functions-framework': functionsFramework,
  'AWS Lambda with version 2 of the payload': () => awsLambda(httpEvent),
  'AWS Lambda with version 1 of the payload': () => awsLambda(restEvent),
  'AWS Lambda behind a load balancer': () => awsLambda(balancerEvent),
  [DOUBLE]: doubleOnNock,
};

const API = `/api/account/${ACCOUNT}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const input = (payload: unknown) =>
  JSON.stringify({ timestamp: 1, headers: [{ key: 'a', value: 'b' }], payload });
const post = (path: string, body = input('way')) => ({
  method: 'POST',
  path: `${API}${path}`,
  headers: JSON_TYPE,
  body,
});
const invoke = (name: string, body?: string) => post(`/lambdas/${uuidOf(name)}/invoke?v=1`, body);
const event = (query: string) => post(`/events/${query}`);
const get = (path: string) => ({ method: 'GET', path: `${API}${path}`, headers: {} });

const ok = (body: unknown) => ({ status: 200, type: 'application/json', body });
const refused = (status: number, code: string) => ({
  status,
  type: 'application/json',
  body: { errorCode: `com.liveperson.faas.es.${code}`, errorMsg: expect.any(String) },
});
const failure = (code: string, errorMsg: string, logs?: object) => ({
  status: 901,
  type: 'application/json',
  body: { errorCode: `com.liveperson.faas.handler.${code}`, errorMsg, ...(logs && { errorLogs: [logs] }) },
});
const ofV2 = (code: string, message: string) => ({
  status: 901,
  type: 'application/json',
  body: { code: `com.customer.faas.function.${code}`, message },
});
const CAREFUL = { level: 'warn', message: 'careful', extras: [1], timestamp: expect.any(Number) };

/** Requests and what every target answers. */
const CASES: Record<string, [request: ReturnType<typeof post> | ReturnType<typeof get>, answer: Answer]> = {
  'by id': [invoke('echo', input({ ä: [1, null, 'x'] })), ok({ ä: [1, null, 'x'] })],
  'by id, with an external system': [
    post(`/lambdas/${uuidOf('echo')}/invoke?v=1&externalSystem=a%20b&userId=7`),
    ok('way'),
  ],
  'no result': [invoke('none'), ok('')],
  'by event': [event('command/invoke?v=1'), ok(['one', null])],
  'by event, for a skill': [event('idle/invoke?v=1&skillId=7'), ok(['way'])],
  'by event, for another skill': [event('idle/invoke?v=1&skillId=8'), ok([])],
  isImplemented: [get('/events/command/isImplemented?v=1'), ok({ implemented: true })],
  'isImplemented, for another skill': [
    get('/events/idle/isImplemented?v=1&skillId=8'),
    ok({ implemented: false }),
  ],
  'the list': [
    get('/lambdas?v=1&eventId=idle&state=Draft&state=Productive'),
    ok([
      expect.objectContaining({
        uuid: uuidOf('idle'),
        name: 'idle',
        eventId: 'idle',
        skills: ['7'],
        state: 'Productive',
      }),
    ]),
  ],
  'an unknown id': [
    post('/lambdas/00000000-0000-4000-8000-0000000000ff/invoke?v=1'),
    refused(404, 'missinglambda'),
  ],
  'V1 without a version': [post(`/lambdas/${uuidOf('echo')}/invoke`), refused(400, 'badinput')],
  'no headers': [invoke('echo', '{"payload":1}'), refused(400, 'badinput')],
  'an empty body': [invoke('echo', ''), refused(400, 'badinput')],
  'an error': [invoke('fails'), failure('custom-failure', 'no way', CAREFUL)],
  'an error by event': [event('fails/invoke?v=1'), failure('custom-failure', 'no way', CAREFUL)],
  'a throw that nobody can catch': [invoke('late'), failure('runtime-exception', 'too late')],
  'a throw': [invoke('throws'), failure('runtime-exception', 'not so')],
  'V2, which needs no version': [post(`/lambdas/${uuidOf('v2echo')}/invoke`), ok({ echo: 'way' })],
  'V2, with a version': [invoke('v2echo', input([1])), ok({ echo: [1] })],
  'V2, no result': [invoke('v2echo', input(null)), ok('')],
  'V2, a throw': [invoke('v2fails'), ofV2('threw-error', 'no way')],
  'V2, a result that is no JSON': [
    invoke('v2fails', input('cycle')),
    ofV2('js-runtime-error', expect.any(String)),
  ],
  'V2, a throw that nobody can catch': [
    invoke('v2fails', input('late')),
    ofV2('js-runtime-error', 'too late'),
  ],
  'V1 and V2, by event': [event('both/invoke?v=1'), ok(['one', { echo: 'way' }])],
};

it.each(Object.entries(TARGETS))('%s answers as all targets do', async (name, open) => {
  const { send, authorization } = await open();
  // The double does not know which platform a function is written for before it has run.
  const cases = Object.entries(CASES).filter(([title]) => name !== DOUBLE || !title.includes('no version'));
  const answers: Record<string, Answer> = {};
  for (const [title, [request]] of cases) {
    answers[title] = await send({ ...request, headers: { ...request.headers, authorization } });
  }
  expect(answers).toEqual(Object.fromEntries(cases.map(([title, [, answer]]) => [title, answer])));
  expect(await send(invoke('echo'))).toEqual(refused(401, 'general'));
  const foreign = post(`/lambdas/${uuidOf('echo')}/invoke?v=1`).path.replace(ACCOUNT, '87654321');
  const headers = { ...JSON_TYPE, authorization };
  expect(await send({ ...invoke('echo'), path: foreign, headers })).toEqual(refused(401, 'general'));
  // The double counts no invocations: a test that needs a 429 asks for it with `platform.fail`.
  if (name === DOUBLE) return;
  expect(await send({ ...invoke('again'), headers })).toEqual(ok('the inner one: 429'));
});

it.each(['listen', 'functions-framework'])('%s answers 429 when too many are under way', async (name) => {
  const target = await TARGETS[name]?.();
  const headers = { ...JSON_TYPE, authorization: target?.authorization ?? '' };
  const send = () => target?.send({ ...invoke('slow'), headers });
  await send();
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 429, 429]);
});
