import { request } from 'node:http';
import { expect, it } from 'vitest';
import { ACCOUNT, hostOf } from '../host/support';

const KILLS = 100;
const CALLERS = 20;

it(`answers every invocation once while ${KILLS} processes are killed at random moments`, async () => {
  const host = await hostOf({
    work: `async function lambda(input, callback) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      callback(null, input.payload);
    }`,
  });
  const { url } = await host.listen();
  const path = `${url}/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
  let answers = 0;
  const invoke = (payload: number) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const outgoing = request(path, { method: 'POST', agent: false }, (answer) => {
        answers += 1;
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
      });
      outgoing.on('error', reject).end(JSON.stringify({ headers: [], payload }));
    });
  let [sent, succeeded, failed] = [0, 0, 0];
  let isKilling = true;
  const caller = async (): Promise<void> => {
    while (isKilling) {
      sent += 1;
      const number = sent;
      const { status, text } = await invoke(number);
      if (status === 200) {
        expect(text).toBe(String(number));
        succeeded += 1;
      } else {
        expect(status).toBe(901);
        expect(JSON.parse(text)).toMatchObject({
          errorCode: 'com.liveperson.faas.handler.runtime-exception',
          errorMsg: expect.stringContaining('The process of work was ended by SIGKILL'),
        });
        failed += 1;
      }
    }
  };
  const callers = Array.from({ length: CALLERS }, caller);
  const killed = new Set<number>();
  while (killed.size < KILLS) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    const { pid, state } = host.catalogue.deployments.at(-1) ?? {};
    // Some are killed while they start; most are killed while they work.
    const isTooEarly = state === 'starting' && Math.random() < 0.95;
    if (pid === undefined || killed.has(pid) || isTooEarly) continue;
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }
  isKilling = false;
  await Promise.all(callers);
  expect(succeeded + failed).toBe(sent);
  expect(answers).toBe(sent);
  expect(succeeded).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
  // Each invocation was begun once: none was repeated after a kill.
  const { invocations } = host.catalogue.states[0] ?? {};
  expect(invocations).toBe(sent);
});
