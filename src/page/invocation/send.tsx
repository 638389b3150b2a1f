import type { EventBuilderInfo, FunctionDetail, FunctionState, Invocation } from '../../host/observe/types';
import { get, post } from '../data/api';
import { duration, pretty } from '../data/format';
import { linkTo } from '../data/route';
import { useAction, useData } from '../data/use-data';
import { useEffect, useState } from '../preact';
import { Choice, Code, Empty, Heading, Loading, Problem, Section, Status } from '../ui/parts';
import { PayloadPicker } from './payload-picker';

const EMPTY = pretty({ headers: [], payload: {} });

/** Sends an event to a function, or replays an invocation with changes. */
export function SendPlace({ target, from }: { target: string | null; from: string | null }) {
  const { value: functions, problem } = useData<FunctionState[]>('/functions', ['project-changed']);
  const { value: builders } = useData<EventBuilderInfo[]>('/event-builders');
  const [chosen, setChosen] = useState(target ?? '');
  const [text, setText] = useState(EMPTY);
  const [origin, setOrigin] = useState<Invocation>();
  const [outcomes, setOutcomes] = useState<Invocation[]>([]);
  const begin = useAction(async () => {
    if (from !== null) {
      const invocation = await get<Invocation>(`/invocations/${encodeURIComponent(from)}`);
      setOrigin(invocation);
      setText(pretty(invocation.input));
    } else if (target !== null) {
      setText(await sampleOf(target));
    }
  });
  useEffect(() => void begin.run(), []);
  const send = useAction(async () => {
    setOutcomes([]);
    const input = parse(text);
    if (origin) {
      const path = `/invocations/${encodeURIComponent(origin.id)}/replay`;
      setOutcomes([await post<Invocation>(path, { input })]);
    } else setOutcomes(await post<Invocation[]>('/invoke', { target: chosen || targets[0]?.[0], input }));
  });
  if (!functions || !builders) return <Loading problem={problem} />;
  const targets = targetsOf(functions);
  if (targets.length === 0) {
    return (
      <>
        <Heading title="Send an event" />
        <Empty title="There is no function to send an event to.">
          <a href={linkTo('new')}>Create a function</a>
        </Empty>
      </>
    );
  }
  return (
    <>
      <Heading
        title={origin ? `Replay ${origin.function}` : 'Send an event'}
        lead="Edit the input as JSON: an object with headers and payload."
      />
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send.run();
        }}
      >
        <div class="bar">
          {!origin && (
            <Choice
              label="To"
              value={chosen || (targets[0]?.[0] ?? '')}
              options={targets}
              onChange={setChosen}
            />
          )}
          <Choice
            label="Fill in"
            value=""
            all="An event…"
            options={builders.map(({ name, event }) => [name, `${name} (${event})`] as const)}
            onChange={(name) => {
              const builder = builders.find((known) => known.name === name);
              if (builder) setText(pretty(builder.input));
            }}
          />
          <PayloadPicker text={text} onPick={setText} />
        </div>
        <label class="field">
          <span>Input</span>
          <textarea
            rows={16}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <Problem text={send.problem ?? begin.problem} />
        <button type="submit" class="primary" disabled={send.busy}>
          {send.busy ? 'Running…' : 'Send'}
        </button>
      </form>
      <div role="status">
        {outcomes.map((outcome) => (
          <Outcome key={outcome.id} outcome={outcome} origin={origin} />
        ))}
      </div>
    </>
  );
}

function Outcome({ outcome, origin }: { outcome: Invocation; origin: Invocation | undefined }) {
  return (
    <Section title={outcome.function}>
      <p>
        <Status of={outcome} /> in {duration(outcome.durationMs)}.{' '}
        <a href={linkTo('invocations', outcome.id)}>Show the invocation</a>
        {origin && (
          <>
            {' '}
            · <a href={linkTo('compare', origin.id, outcome.id)}>Compare with the original</a>
          </>
        )}
      </p>
      <Code
        label={`Outcome of ${outcome.function}`}
        text={outcome.error?.message ?? pretty(outcome.result)}
      />
    </Section>
  );
}

/** Functions by name, and each event that functions listen to. */
function targetsOf(functions: readonly FunctionState[]): Array<readonly [id: string, text: string]> {
  const events = [...new Set(functions.flatMap(({ event }) => event ?? []))];
  return [
    ...functions.map(({ name }) => [name, name] as const),
    ...events.map((event) => [event, `Event ${event}`] as const),
  ];
}

/** The input that config.json has for a function. For an event, the input of an empty event. */
async function sampleOf(name: string): Promise<string> {
  try {
    const { sampleInput } = await get<FunctionDetail>(`/functions/${encodeURIComponent(name)}`);
    return pretty(sampleInput);
  } catch {
    return EMPTY;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The input is not JSON: ${(error as Error).message}`);
  }
}
