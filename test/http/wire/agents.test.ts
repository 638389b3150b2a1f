import { afterEach, describe, expect, it } from 'vitest';
import { AgentCache } from '../../../src/http/wire/agents';

const agents = new AgentCache();
afterEach(() => agents.close());

function agentOf(maxCachedSessions: number, reuse = true) {
  const url = new URL('https://api.example.com/');
  return agents.route(
    { method: 'GET', url, headers: {}, agentOptions: { maxCachedSessions } },
    undefined,
    reuse,
  ).agent;
}

describe('AgentCache', () => {
  it('keeps an agent for each identity, and one for calls that do not share their connection', () => {
    expect(agentOf(1)).toBe(agentOf(1));
    expect(agentOf(2)).not.toBe(agentOf(1));
    expect(agentOf(1, false)).not.toBe(agentOf(1));
  });

  it('keeps 100 agents, and forgets the oldest for one more', () => {
    const first = agentOf(0);
    const second = agentOf(1);
    for (let identity = 2; identity < 100; identity += 1) agentOf(identity);
    expect(agentOf(0)).toBe(first);
    agentOf(100);
    expect(agentOf(1)).toBe(second);
    expect(agentOf(0)).not.toBe(first);
  });
});
