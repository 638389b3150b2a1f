import type { Invocation } from '../../host/observe/types';
import { bytes, duration, moment, pretty } from '../data/format';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { diffLines } from '../preact';
import { Heading, Loading, Section, Status, Table } from '../ui/parts';

/** Two invocations beside each other. */
export function ComparePlace({ ids: [one, other] }: { ids: [string, string] }) {
  const before = useData<Invocation>(`/invocations/${encodeURIComponent(one)}`, ['invocation-ended']);
  const after = useData<Invocation>(`/invocations/${encodeURIComponent(other)}`, ['invocation-ended']);
  if (!before.value || !after.value) return <Loading problem={before.problem ?? after.problem} />;
  // The older one is on the left, in whatever order they were chosen.
  const [left, right] = [before.value, after.value].sort((a, b) => a.startedAt - b.startedAt);
  return left && right ? <Comparison left={left} right={right} /> : null;
}

function Comparison({ left, right }: { left: Invocation; right: Invocation }) {
  const facts: Array<[name: string, fact: (invocation: Invocation) => string | number]> = [
    ['Function', (invocation) => invocation.function],
    ['Started by', ({ trigger }) => trigger],
    ['Duration', ({ durationMs }) => duration(durationMs)],
    ['Memory', ({ memoryBytes }) => bytes(memoryBytes)],
    ['Version', ({ version }) => version],
    ['Requests', ({ requests }) => requests.length],
  ];
  return (
    <>
      <Heading title="Compare two runs" lead="The older one is on the left." />
      <Table caption="Facts of both" heads={['Fact', 'Older', 'Newer']}>
        <tr>
          <th scope="row">Started</th>
          {[left, right].map((invocation) => (
            <td key={invocation.id}>
              <a href={linkTo('invocations', invocation.id)}>
                {invocation.function}, {moment(invocation.startedAt)}
              </a>
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">Status</th>
          <td>
            <Status of={left} />
          </td>
          <td>
            <Status of={right} />
          </td>
        </tr>
        {facts.map(([name, fact]) => (
          <tr key={name} class={fact(left) === fact(right) ? '' : 'differs'}>
            <th scope="row">{name}</th>
            <td>{fact(left)}</td>
            <td>{fact(right)}</td>
          </tr>
        ))}
      </Table>
      <Difference title="Input" left={pretty(contentOf(left))} right={pretty(contentOf(right))} />
      <Difference title="Outcome" left={outcomeOf(left)} right={outcomeOf(right)} />
      <Difference title="Logs" left={logsOf(left)} right={logsOf(right)} />
      <Difference title="Requests" left={requestsOf(left)} right={requestsOf(right)} />
    </>
  );
}

/** The lines that only the older (−) or only the newer (+) one has, among those of both. */
function Difference({ title, left, right }: { title: string; left: string; right: string }) {
  const isSame = left === right;
  return (
    <Section title={title} aside={<span class="quiet">{isSame ? 'the same' : 'differs'}</span>}>
      {isSame && left === '' ? <p class="quiet">None.</p> : <Lines title={title} left={left} right={right} />}
    </Section>
  );
}

function Lines({ title, left, right }: { title: string; left: string; right: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard.
    <section class="code diff" tabIndex={0} aria-label={`Difference of ${title.toLowerCase()}`}>
      <pre>
        {diffLines(`${left}\n`, `${right}\n`).flatMap(({ value, added, removed }, part) =>
          value
            .replace(/\n$/, '')
            .split('\n')
            .map((line, index) => {
              const key = `${part}-${index}`;
              if (added) return <ins key={key}>{`+ ${line}`}</ins>;
              if (removed) return <del key={key}>{`− ${line}`}</del>;
              return `  ${line}\n`;
            }),
        )}
      </pre>
    </section>
  );
}

/** The time of an input always differs, and says nothing. */
function contentOf({ input: { timestamp: _time, ...content } }: Invocation): unknown {
  return content;
}

function outcomeOf({ error, result }: Invocation): string {
  return error ? `${error.code}: ${error.message}` : pretty(result);
}

function logsOf({ logs }: Invocation): string {
  return logs.map(({ level, message, extras }) => [level, message, pretty(extras)].join(' ')).join('\n');
}

function requestsOf({ requests }: Invocation): string {
  return requests
    .map(({ method, url, status, error }) => `${method} ${url} ${status ?? error ?? ''}`)
    .join('\n');
}
