import type { Invocation, Overview, ScheduleState } from '../../host/observe/types';
import { post } from '../data/api';
import { moment } from '../data/format';
import { goTo, linkTo } from '../data/route';
import { useAction, useData } from '../data/use-data';
import { Empty, Heading, Loading, Problem, Table } from '../ui/parts';

/** The schedules of all functions. */
export function SchedulesPlace() {
  const { value: schedules, problem } = useData<ScheduleState[]>('/schedules', [
    'invocation-started',
    'invocation-ended',
    'project-changed',
  ]);
  const { value: overview } = useData<Overview>('/overview');
  const runNow = useAction(async (id: string) => {
    const invocation = await post<Invocation>(`/schedules/${encodeURIComponent(id)}/run`);
    goTo(linkTo('invocations', invocation.id));
  });
  if (!schedules || !overview) return <Loading problem={problem} />;
  return (
    <>
      <Heading title="Schedules" lead="When functions run by themselves." />
      {!overview.hasSchedules && (
        <p class="note">Schedules are off in this host: nothing runs by itself. You can run each one now.</p>
      )}
      <Problem text={runNow.problem} />
      {schedules.length === 0 ? (
        <Empty title="No function has a schedule.">
          <p>
            Add <code>{'"schedules": [{ "cron": "0 8 * * *" }]'}</code> to the config.json of a function.
          </p>
        </Empty>
      ) : (
        <Table
          caption="Schedules"
          heads={['Function', 'Cron expression', 'Time zone', 'Next run', 'Last run', '']}
        >
          {schedules.map(({ id, function: name, cron, timezone, nextRunAt, lastRunAt, isRunning }) => (
            <tr key={id}>
              <td class="name">
                <a href={linkTo('functions', name)}>{name}</a>
              </td>
              <td>
                <code>{cron}</code>
              </td>
              <td>{timezone}</td>
              <td class="time">{isRunning ? 'running now' : moment(nextRunAt)}</td>
              <td class="time">{moment(lastRunAt)}</td>
              <td>
                <button
                  type="button"
                  class="small"
                  disabled={runNow.busy}
                  onClick={() => void runNow.run(id)}
                >
                  Run now<span class="hidden">: {id}</span>
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
