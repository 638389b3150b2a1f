import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCOUNT, hostOf, project } from '../host/support';

const KILLS = 100;
const AT_ONCE = 20;
const FUNCTIONS = ['one', 'two', 'three'];
/** Notes that it runs an invocation, before it may be killed, and takes some time. */
const SOURCE = `const { openSync } = require('node:fs');
  function lambda(input, callback) {
    openSync(input.payload.note + '-' + process.pid, 'wx');
    setTimeout(() => callback(null, input.payload.id), 5);
  }`;

it(`answers every invocation once while ${KILLS} processes are killed at random moments`, async () => {
  const folder = project(Object.fromEntries(FUNCTIONS.map((name) => [name, SOURCE])), { 'notes/.keep': '' });
  const host = await hostOf(folder);
  const { port } = await host.listen();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const send = (id: number): Promise<{ status: number | undefined; text: string }> => {
    const { uuid = '' } = host.functions[id % FUNCTIONS.length] ?? {};
    const path = `/api/account/${ACCOUNT}/lambdas/${uuid}/invoke?v=1`;
    const payload = { id, note: join(folder, 'notes', String(id)) };
    return new Promise((resolve, reject) => {
      const sent = request({ port, path, method: 'POST', agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.once('end', () => resolve({ status: answer.statusCode, text }));
      });
      sent.once('error', reject).end(JSON.stringify({ headers: [], payload }));
    });
  };
  const answers = new Map<number, { status: number | undefined; text: string }>();
  let [last, kills] = [0, 0];
  const caller = async (): Promise<void> => {
    while (kills < KILLS) {
      last += 1;
      const id = last;
      answers.set(id, await send(id));
    }
  };
  const killer = async (): Promise<void> => {
    for (; kills < KILLS; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      const alive = host.catalogue.deployments.filter(({ state }) => state !== 'old');
      const { pid } = alive[Math.floor(Math.random() * alive.length)] ?? {};
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }
  };
  await Promise.all([killer(), ...Array.from({ length: AT_ONCE }, caller)]);
  agent.destroy();
  expect(answers.size).toBe(last);
  const runs = readdirSync(join(folder, 'notes')).map((note) => Number.parseInt(note, 10));
  const runsOf = (id: number) => runs.filter((run) => run === id).length;
  for (const [id, { status, text }] of answers) {
    if (status === 200) expect([text, runsOf(id)]).toEqual([String(id), 1]);
    else {
      expect(status).toBe(901);
      expect(JSON.parse(text)).toMatchObject({
        errorCode: 'com.liveperson.faas.handler.runtime-exception',
        errorMsg: expect.stringContaining('was ended by SIGKILL'),
      });
      expect(runsOf(id)).toBeLessThan(2);
    }
  }
  const failures = [...answers.values()].filter(({ status }) => status === 901).length;
  expect(failures).toBeGreaterThan(0);
  expect(failures).toBeLessThan(answers.size);
  expect(host.catalogue.states.every(({ running }) => running === 0)).toBe(true);
});
