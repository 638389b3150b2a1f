import type { FunctionState } from '../../host/observe/types';
import { moment } from '../data/format';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { Empty, Heading, Loading, Section, Table } from '../ui/parts';

const GROUPS = [
  ['Modified', 'Modified since it was loaded, and broken: the last good version answers.'],
  ['Draft', 'The file cannot be loaded yet.'],
  ['Productive', 'Loaded and ready.'],
] as const;

/** The functions of the project by their state. */
export function FunctionsPlace() {
  const { value: functions, problem } = useData<FunctionState[]>('/functions', [
    'invocation-ended',
    'project-changed',
    'function-loaded',
    'function-broken',
  ]);
  if (!functions) return <Loading problem={problem} />;
  return (
    <>
      <Heading title="Functions" lead="What this project has, by state.">
        <a class="button primary" href={linkTo('new')}>
          Create a function
        </a>
      </Heading>
      {functions.length === 0 && (
        <Empty title="This project has no functions yet.">
          <p>Create one from a template, or save a file in the folder functions.</p>
        </Empty>
      )}
      {GROUPS.map(([state, meaning]) => {
        const members = functions.filter((member) => member.state === state);
        if (members.length === 0) return null;
        return (
          <Section key={state} title={state} aside={<span class="quiet">{meaning}</span>}>
            <Table
              caption={`${state} functions`}
              heads={['Name', '~Event', 'Description', '#Invocations', '#Failures', '~Last', '']}
            >
              {members.map((member) => (
                <Row key={member.uuid} member={member} />
              ))}
            </Table>
          </Section>
        );
      })}
    </>
  );
}

function Row({ member }: { member: FunctionState }) {
  const { name, event, description, problem, invocations, failures, lastInvocationAt } = member;
  return (
    <tr>
      <td class="name">
        <a href={linkTo('functions', name)}>{name}</a>
      </td>
      <td class="event minor">{event ?? '–'}</td>
      <td class="outcome">
        {problem === undefined ? description : <span class="bad-text">{problem.split('\n', 1)}</span>}
      </td>
      <td class="number">{invocations}</td>
      <td class="number">{failures}</td>
      <td class="time minor">{moment(lastInvocationAt)}</td>
      <td>
        <a class="button small" href={`${linkTo('send')}?target=${encodeURIComponent(name)}`}>
          Invoke<span class="hidden"> {name}</span>
        </a>
      </td>
    </tr>
  );
}
