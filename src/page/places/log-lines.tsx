import type { LogLine } from '../../host/observe/types';
import { query } from '../data/api';
import { moment } from '../data/format';
import { observe } from '../data/live';
import { linkTo } from '../data/route';
import { useData } from '../data/use-data';
import { useEffect, useRef, useState } from '../preact';
import { Choice, Empty, Loading } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';

/** The host keeps no more than this: 1,000 invocations with ten lines each. */
const MAX_LINES = 10_000;
const ROW_HEIGHT = 30;
/** Lines that arrive within this many milliseconds are shown together. */
const BATCH_MS = 100;

/** The logs of functions, newest first. Lines of running invocations appear as they are written. */
export function LogLines({ name, text }: { name: string; text: string }) {
  const [level, setLevel] = useState('');
  const { value, problem } = useData<LogLine[]>(`/logs${query({ function: name, level, text })}`);
  const fresh = useFreshLines(value);
  if (!value) return <Loading problem={problem} />;
  const needle = text.toLowerCase();
  const fits = (line: LogLine) =>
    (name === '' || line.function === name) &&
    (level === '' || line.entry.level === level) &&
    textOf(line).toLowerCase().includes(needle);
  const lines = [...fresh.filter(fits), ...value].slice(0, MAX_LINES);
  return (
    <>
      <div class="bar">
        <Choice
          label="Level"
          all="Any level"
          value={level}
          options={['debug', 'info', 'warn', 'error']}
          onChange={setLevel}
        />
        <p class="quiet" role="status">
          {lines.length.toLocaleString()} {lines.length === 1 ? 'line' : 'lines'}
        </p>
      </div>
      {lines.length === 0 ? (
        <Empty title="There are no log lines here.">
          <p>
            What functions write with <code>console.info</code> and the like appears at once.
          </p>
        </Empty>
      ) : (
        <VirtualList
          label="Log lines"
          rows={lines}
          rowHeight={ROW_HEIGHT}
          render={(line) => (
            <div class={`line ${line.entry.level}`}>
              <a href={linkTo('invocations', line.invocationId)}>{moment(line.entry.timestamp)}</a>
              <span class="level">{line.entry.level}</span>
              <span class="owner">{line.function}</span>
              <span class="message" title={textOf(line)}>
                {textOf(line)}
              </span>
            </div>
          )}
        />
      )}
    </>
  );
}

/** The lines that came after the list was read, newest first. */
function useFreshLines(read: LogLine[] | undefined): LogLine[] {
  const [fresh, setFresh] = useState<LogLine[]>([]);
  const waiting = useRef<LogLine[]>([]);
  useEffect(() => {
    waiting.current = [];
    setFresh([]);
  }, [read]);
  useEffect(() => {
    const stop = observe((event) => {
      if (event.type === 'log') waiting.current.unshift(event);
    });
    const timer = setInterval(() => {
      const lines = waiting.current.splice(0);
      if (lines.length > 0) setFresh((before) => [...lines, ...before].slice(0, MAX_LINES));
    }, BATCH_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
  return fresh;
}

function textOf({ entry: { message, extras } }: LogLine): string {
  return [message, ...extras.map((extra) => JSON.stringify(extra))].join(' ');
}
