import type { Invocation } from '../../host/observe/types';
import { clock } from '../data/format';
import { useState } from '../preact';
import { Empty } from '../ui/parts';

type Entry = Invocation['logs'][number];

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The logs of an invocation. Levels can be hidden. */
export function InvocationLogs({ entries }: { entries: readonly Entry[] }) {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  if (entries.length === 0) {
    return (
      <Empty title="It logged nothing.">
        <p>
          Write with <code>console.debug</code>, <code>info</code>, <code>warn</code> or <code>error</code>.
        </p>
      </Empty>
    );
  }
  const toggle = (level: string) =>
    setHidden(hidden.includes(level) ? hidden.filter((other) => other !== level) : [...hidden, level]);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would not fit in a row of buttons. */}
      <div class="tabs" role="group" aria-label="Levels">
        {LEVELS.map((level) => {
          const count = entries.filter((entry) => entry.level === level).length;
          return (
            <button
              key={level}
              type="button"
              class="tab"
              aria-pressed={!hidden.includes(level)}
              disabled={count === 0}
              onClick={() => toggle(level)}
            >
              {level} {count}
            </button>
          );
        })}
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: a list without markers is none for some screen readers. */}
      <ol role="list" class="entries">
        {entries
          .filter(({ level }) => !hidden.includes(level))
          .map(({ level, message, extras, timestamp }, index) => (
            <li key={index} class={`line ${level}`}>
              <span class="clock">{clock(timestamp)}</span>
              <span class="level">{level}</span>
              <span class="message">
                {[message, ...extras.map((extra) => JSON.stringify(extra))].join(' ')}
              </span>
            </li>
          ))}
      </ol>
    </>
  );
}
