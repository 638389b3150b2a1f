import type { Deployment, FunctionDetail, FunctionState, Invocation } from '../../host/observe/types';
import { get, post } from '../data/api';
import { bytes, duration, moment, pretty } from '../data/format';
import { linkTo } from '../data/route';
import { useAction, useData } from '../data/use-data';
import { useState } from '../preact';
import { Badge, Choice, Code, Empty, Heading, Loading, Problem, Section, Status, Table } from '../ui/parts';

const STATES = { starting: 'busy', ready: 'good', old: 'plain' } as const;

/** The processes that run functions now, and a test of a function with known input. */
export function DeploymentsPlace() {
  const { value: deployments, problem } = useData<Deployment[]>('/deployments', [
    'invocation-started',
    'invocation-ended',
    'function-loaded',
    'function-broken',
    'project-changed',
  ]);
  const { value: functions } = useData<FunctionState[]>('/functions', ['project-changed']);
  if (!deployments || !functions) return <Loading problem={problem} />;
  return (
    <>
      <Heading title="Deployments" lead="What runs now: one process for each function that was called." />
      {deployments.length === 0 ? (
        <Empty title="No process runs.">
          <p>The process of a function starts with its first invocation. Test one below.</p>
        </Empty>
      ) : (
        <Table
          caption="Processes"
          heads={[
            'Function',
            'State',
            '#Version',
            '~#Process',
            'Started',
            '~#Running',
            '#Invocations',
            '#Memory',
            '~Debugger',
          ]}
        >
          {deployments.map((process) => (
            <tr key={`${process.function}-${process.version}-${process.pid}`}>
              <td class="name">
                <a href={linkTo('functions', process.function)}>{process.function}</a>
              </td>
              <td>
                <Badge tone={STATES[process.state]}>{process.state}</Badge>
              </td>
              <td class="number">{process.version}</td>
              <td class="number minor">{process.pid ?? '–'}</td>
              <td class="time">{moment(process.startedAt)}</td>
              <td class="number minor">{process.running}</td>
              <td class="number">{process.invocations}</td>
              <td class="number">{bytes(process.memoryBytes)}</td>
              <td class="minor">{process.inspectPort === undefined ? '–' : `port ${process.inspectPort}`}</td>
            </tr>
          ))}
        </Table>
      )}
      {functions.length > 0 && <KnownInputTest functions={functions} />}
    </>
  );
}

function KnownInputTest({ functions }: { functions: FunctionState[] }) {
  const [name, setName] = useState(functions[0]?.name ?? '');
  const [outcome, setOutcome] = useState<Invocation>();
  const test = useAction(async () => {
    setOutcome(undefined);
    const { sampleInput } = await get<FunctionDetail>(`/functions/${encodeURIComponent(name)}`);
    const [invocation] = await post<Invocation[]>('/invoke', { target: name, input: sampleInput });
    setOutcome(invocation);
  });
  return (
    <Section title="Test with known input">
      <p class="quiet">Invokes a function with the input of its config.json.</p>
      <div class="bar">
        <Choice label="Function" value={name} options={functions.map((one) => one.name)} onChange={setName} />
        <button type="button" class="primary" disabled={test.busy} onClick={() => void test.run()}>
          {test.busy ? 'Running…' : 'Run the test'}
        </button>
      </div>
      <Problem text={test.problem} />
      <div role="status">
        {outcome && (
          <>
            <p>
              <Status of={outcome} /> {outcome.function} in {duration(outcome.durationMs)}.{' '}
              <a href={linkTo('invocations', outcome.id)}>Show the invocation</a>
            </p>
            <Code label="Outcome" text={outcome.error?.message ?? pretty(outcome.result)} />
          </>
        )}
      </div>
    </Section>
  );
}
