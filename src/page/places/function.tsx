import type { FunctionDetail, InvocationPage } from '../../host/observe/types';
import { query } from '../data/api';
import { moment, pretty } from '../data/format';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { InvocationTable } from '../ui/invocation-table';
import { Code, Empty, Fact, Heading, Lifecycle, Loading, Problem, Section } from '../ui/parts';

/** One function: its state, its last invocations and its source. */
export function FunctionPlace({ name }: { name: string }) {
  const { value: detail, problem } = useData<FunctionDetail>(`/functions/${encodeURIComponent(name)}`, [
    'invocation-ended',
    'project-changed',
    'function-loaded',
    'function-broken',
  ]);
  const { value: page } = useData<InvocationPage>(`/invocations${query({ function: name, limit: 20 })}`, [
    'invocation-started',
    'invocation-ended',
  ]);
  if (!detail || !page) return <Loading problem={problem} />;
  const { uuid, event, skills, description, file, schedules, environmentVariables } = detail;
  return (
    <>
      <Heading title={name} lead={description || 'No description.'}>
        <a class="button primary" href={`${linkTo('send')}?target=${encodeURIComponent(name)}`}>
          Invoke
        </a>
      </Heading>
      <Problem text={detail.problem} />
      <dl class="facts">
        <Fact name="State">
          <Lifecycle state={detail.state} />
        </Fact>
        <Fact name="Event">{event ?? 'none'}</Fact>
        {skills.length > 0 && <Fact name="Skills">{skills.join(', ')}</Fact>}
        <Fact name="File">
          <code>{file}</code>
        </Fact>
        <Fact name="Id">
          <code>{uuid}</code>
        </Fact>
        <Fact name="Schedules">{schedules}</Fact>
        <Fact name="Last invocation">{moment(detail.lastInvocationAt)}</Fact>
      </dl>
      <Section title="Last invocations">
        {page.invocations.length === 0 ? (
          <Empty title="It has not been invoked yet.">
            <p>Invoke it with the input of its config.json.</p>
          </Empty>
        ) : (
          <InvocationTable caption={`Invocations of ${name}`} invocations={page.invocations} />
        )}
      </Section>
      <Section title="Environment variables">
        {environmentVariables.length === 0 ? (
          <p class="quiet">None. Name them in its config.json.</p>
        ) : (
          <dl class="facts">
            {environmentVariables.map(({ key, value }) => (
              <Fact key={key} name={key}>
                <code>{value}</code>
              </Fact>
            ))}
          </dl>
        )}
      </Section>
      <Section title="Sample input">
        <Code label="Sample input" text={pretty(detail.sampleInput)} />
      </Section>
      <Section title="Source">
        <Code label="Source" text={detail.source} />
      </Section>
    </>
  );
}
