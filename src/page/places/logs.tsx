import type { FunctionState, InvocationPage } from '../../host/observe/types';
import { query } from '../data/api';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { useState } from '../preact';
import { InvocationTable } from '../ui/invocation-table';
import { Choice, Empty, Heading, Loading } from '../ui/parts';
import { LogLines } from './log-lines';

const PAGE = 100;

/** Past invocations and what they logged. */
export function LogsPlace() {
  const [isLines, setIsLines] = useState(false);
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const { value: functions } = useData<FunctionState[]>('/functions', ['project-changed']);
  const tab = (lines: boolean, title: string) => (
    <button type="button" class="tab" aria-pressed={isLines === lines} onClick={() => setIsLines(lines)}>
      {title}
    </button>
  );
  return (
    <>
      <Heading title="Logs" lead="The last 1,000 invocations and what they logged, as it happens." />
      <div class="filters">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would not fit in a row of filters. */}
        <div class="tabs" role="group" aria-label="Show">
          {tab(false, 'Invocations')}
          {tab(true, 'Log lines')}
        </div>
        <Choice
          label="Function"
          all="All functions"
          value={name}
          options={(functions ?? []).map((state) => state.name)}
          onChange={setName}
        />
        <label class="field grow">
          <span>Search</span>
          <input
            type="search"
            placeholder="Any text"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
      </div>
      {isLines ? <LogLines name={name} text={text} /> : <Invocations name={name} text={text} />}
    </>
  );
}

function Invocations({ name, text }: { name: string; text: string }) {
  const [status, setStatus] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const [chosen, setChosen] = useState<string[]>([]);
  const { value, problem } = useData<InvocationPage>(
    `/invocations${query({ function: name, text, status, limit })}`,
    ['invocation-started', 'invocation-ended'],
  );
  if (!value) return <Loading problem={problem} />;
  const { invocations, next } = value;
  const choose = (id: string) =>
    setChosen((before) =>
      before.includes(id) ? before.filter((other) => other !== id) : [...before.slice(-1), id],
    );
  const isFiltered = name !== '' || text !== '' || status !== '';
  const [one, other] = chosen;
  return (
    <>
      <div class="bar">
        <Choice
          label="Status"
          all="Any status"
          value={status}
          options={[
            ['ok', 'OK'],
            ['failed', 'Failed'],
            ['running', 'Running'],
          ]}
          onChange={setStatus}
        />
        <p class="quiet" role="status">
          {invocations.length}
          {next === null ? '' : '+'} shown
        </p>
        {one !== undefined && other !== undefined ? (
          <a class="button" href={linkTo('compare', one, other)}>
            Compare the two
          </a>
        ) : (
          <p class="quiet">Choose two to compare them.</p>
        )}
      </div>
      {invocations.length === 0 ? (
        <Empty title={isFiltered ? 'No invocation fits these filters.' : 'Nothing has been invoked yet.'}>
          {!isFiltered && <a href={linkTo('send')}>Send an event</a>}
        </Empty>
      ) : (
        <InvocationTable caption="Invocations" invocations={invocations} chosen={chosen} onChoose={choose} />
      )}
      {next !== null && (
        <button type="button" onClick={() => setLimit(limit + PAGE)}>
          Load older ones
        </button>
      )}
    </>
  );
}
