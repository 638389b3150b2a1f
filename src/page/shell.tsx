import type { Overview } from '../host/observe/types';
import { get, keepToken, TokenNeeded } from './data/api';
import { connect } from './data/live';
import { linkTo, usePlace } from './data/route';
import { useConnection } from './data/use-data';
import { ComparePlace } from './invocation/compare';
import { InvocationPlace } from './invocation/invocation';
import { SendPlace } from './invocation/send';
import { DeploymentsPlace } from './places/deployments';
import { FunctionPlace } from './places/function';
import { FunctionsPlace } from './places/functions';
import { HomePlace } from './places/home';
import { LogsPlace } from './places/logs';
import { NewFunctionPlace } from './places/new-function';
import { SchedulesPlace } from './places/schedules';
import { SettingsPlace } from './places/settings';
import { useEffect, useState } from './preact';
import { Empty, Heading, Problem } from './ui/parts';

const PLACES = [
  ['', 'Home'],
  ['functions', 'Functions'],
  ['deployments', 'Deployments'],
  ['schedules', 'Schedules'],
  ['logs', 'Logs'],
  ['settings', 'Settings'],
] as const;

/** Places that belong to an entry of the navigation. */
const WITHIN: Record<string, string> = {
  invocations: 'logs',
  compare: 'logs',
  send: 'functions',
  new: 'functions',
};

/** The page: navigation, and the place that its address names. */
export function Shell() {
  const [gate, setGate] = useState<{ isOpen: boolean; problem?: string; needsToken?: boolean }>({
    isOpen: false,
  });
  const enter = async () => {
    try {
      await get<Overview>('/overview');
      setGate({ isOpen: true });
    } catch (error) {
      setGate({
        isOpen: false,
        needsToken: error instanceof TokenNeeded,
        problem: (error as Error).message,
      });
    }
  };
  useEffect(() => void enter(), []);
  useEffect(() => (gate.isOpen ? connect() : undefined), [gate.isOpen]);
  const { segments, query } = usePlace();
  const [first = ''] = segments;
  const entry = WITHIN[first] ?? first;
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('h1')?.focus()}>
        Skip to the content
      </button>
      <nav aria-label="Places">
        <p class="brand">
          <img src="/_/page/icon.svg" alt="" width="24" height="24" />
          <span>Functions</span>
        </p>
        {/* biome-ignore lint/a11y/noRedundantRoles: a list without markers is none for some screen readers. */}
        <ul role="list">
          {PLACES.map(([id, title]) => (
            <li key={id}>
              <a href={linkTo(...(id === '' ? [] : [id]))} aria-current={entry === id ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
        {gate.isOpen && <Pulse />}
      </nav>
      <main>
        {gate.isOpen && <PlaceOf segments={segments} query={query} />}
        {gate.needsToken && <TokenForm problem={gate.problem} onToken={enter} />}
        {!gate.isOpen && !gate.needsToken && <Problem text={gate.problem} />}
      </main>
    </div>
  );
}

function PlaceOf({ segments, query }: { segments: string[]; query: URLSearchParams }) {
  const [first = '', second, third] = segments;
  switch (first) {
    case '':
      return <HomePlace />;
    case 'functions':
      return second === undefined ? <FunctionsPlace /> : <FunctionPlace key={second} name={second} />;
    case 'new':
      return <NewFunctionPlace />;
    case 'send':
      return <SendPlace key={String(query)} target={query.get('target')} from={query.get('from')} />;
    case 'deployments':
      return <DeploymentsPlace />;
    case 'schedules':
      return <SchedulesPlace />;
    case 'logs':
      return <LogsPlace />;
    case 'invocations':
      if (second !== undefined) return <InvocationPlace key={second} id={second} />;
      break;
    case 'compare':
      if (second !== undefined && third !== undefined) return <ComparePlace ids={[second, third]} />;
      break;
    case 'settings':
      return <SettingsPlace />;
  }
  return (
    <>
      <Heading title="Not found" />
      <Empty title="There is nothing at this address.">
        <a href={linkTo()}>Go to Home</a>
      </Empty>
    </>
  );
}

const CONNECTION = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'The host does not answer. Start it again; this page continues by itself.',
} as const;

function Pulse() {
  const state = useConnection();
  return (
    <p class={`pulse ${state}`} role="status">
      {CONNECTION[state]}
    </p>
  );
}

function TokenForm({ problem, onToken }: { problem: string | undefined; onToken(): void }) {
  const [text, setText] = useState('');
  return (
    <form
      class="form narrow"
      onSubmit={(event) => {
        event.preventDefault();
        keepToken(text);
        onToken();
      }}
    >
      <Heading title="Token" lead="This host was started with --token. The token stays in this tab." />
      <label class="field">
        <span>Token</span>
        <input
          type="password"
          required
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <Problem text={text === '' ? undefined : problem} />
      <button type="submit" class="primary">
        Continue
      </button>
    </form>
  );
}
