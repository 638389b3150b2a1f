import type { InvocationPage, Overview } from '../../host/observe/types';
import { bytes, count, moment } from '../data/format';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { InvocationTable } from '../ui/invocation-table';
import { Empty, Heading, Lifecycle, Loading, Section, Table } from '../ui/parts';

/** Functions, invocations and failures at a glance. */
export function HomePlace() {
  const { value: overview, problem } = useData<Overview>('/overview', [
    'invocation-started',
    'invocation-ended',
    'project-changed',
    'function-loaded',
    'function-broken',
  ]);
  const { value: recent } = useData<InvocationPage>('/invocations?limit=8', [
    'invocation-started',
    'invocation-ended',
  ]);
  if (!overview || !recent) return <Loading problem={problem} />;
  const { totals, functions, folder, accountId, isOffline, isWatching, startedAt, memoryBytes } = overview;
  const broken = functions.filter(({ problem }) => problem !== undefined);
  return (
    <>
      <Heading
        title="Home"
        lead={
          <>
            Account {accountId}, <code>{folder}</code>
          </>
        }
      >
        <a class="button primary" href={linkTo('send')}>
          Send an event
        </a>
      </Heading>
      <dl class="tiles">
        <Tile name="Functions" value={functions.length} note={noteOf(broken.length)} tone={broken.length} />
        <Tile name="Invocations" value={totals.invocations} note={`since ${moment(startedAt)}`} />
        <Tile
          name="Failures"
          value={totals.failures}
          note={percent(totals.failures, totals.invocations)}
          tone={totals.failures}
        />
        <Tile name="Running" value={totals.running} note={`host: ${bytes(memoryBytes)}`} />
      </dl>
      <Section title="Functions" aside={<a href={linkTo('functions')}>All functions</a>}>
        {functions.length === 0 ? (
          <Empty title="This project has no functions yet.">
            <a class="button" href={linkTo('new')}>
              Create a function
            </a>
          </Empty>
        ) : (
          <Table caption="Functions" heads={['Name', 'State', 'Event', '#Invocations', '#Failures', 'Last']}>
            {functions.slice(0, 8).map((state) => (
              <tr key={state.uuid}>
                <td class="name">
                  <a href={linkTo('functions', state.name)}>{state.name}</a>
                </td>
                <td>
                  <Lifecycle state={state.state} />
                </td>
                <td class="event">{state.event ?? '–'}</td>
                <td class="number">{state.invocations}</td>
                <td class="number">{state.failures}</td>
                <td class="time">{moment(state.lastInvocationAt)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="Last invocations" aside={<a href={linkTo('logs')}>All invocations</a>}>
        {recent.invocations.length === 0 ? (
          <Empty title="Nothing has been invoked yet.">
            <p>Send an event from here, or call the invocation API of this host.</p>
          </Empty>
        ) : (
          <InvocationTable caption="Last invocations" invocations={recent.invocations} />
        )}
      </Section>
      <p class="quiet">
        {isOffline
          ? 'The account of the test kit answers for LivePerson.'
          : "LivePerson's services are real."}{' '}
        {isWatching ? 'Changed files are loaded again.' : 'Changed files are not loaded again.'} Version{' '}
        {overview.version}.
      </p>
    </>
  );
}

function noteOf(broken: number): string {
  return broken === 0 ? 'all can be loaded' : `${count(broken, 'file')} cannot be loaded`;
}

function percent(part: number, all: number): string {
  return all === 0 ? 'none so far' : `${((part / all) * 100).toFixed(part === 0 ? 0 : 1)} % of all`;
}

function Tile({ name, value, note, tone = 0 }: { name: string; value: number; note: string; tone?: number }) {
  return (
    <div class={tone > 0 ? 'tile alert' : 'tile'}>
      <dt>{name}</dt>
      <dd>
        <strong>{value.toLocaleString()}</strong>
        <span>{note}</span>
      </dd>
    </div>
  );
}
