import type { Invocation, InvocationSummary } from '../../host/observe/types';
import { type ComponentChildren, useEffect, useId, useRef } from '../preact';

/** The head of a place. It gets the focus when the place is opened, so that a screen reader says where one is. */
export function Heading({ title, lead, children }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Functions on this machine`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <header class="heading">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </div>
      {children !== undefined && <div class="actions">{children}</div>}
    </header>
  );
}

interface HeadingProps {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** A part of a place with a title. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface SectionProps {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** Shown where something does not exist yet. Says what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Says why something has failed. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

export function Loading({ problem }: { problem?: string | undefined }) {
  return problem === undefined ? <p class="quiet">Loading…</p> : <Problem text={problem} />;
}

type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'plain';

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const STATUS = {
  ok: { tone: 'good', text: 'OK' },
  failed: { tone: 'bad', text: 'Failed' },
  running: { tone: 'busy', text: 'Running' },
} as const;

export function Status({ of: { status } }: { of: InvocationSummary | Invocation }) {
  const { tone, text } = STATUS[status];
  return <Badge tone={tone}>{text}</Badge>;
}

const LIFECYCLE = { Draft: 'plain', Productive: 'good', Modified: 'warn' } as const;

export function Lifecycle({ state }: { state: keyof typeof LIFECYCLE }) {
  return <Badge tone={LIFECYCLE[state]}>{state}</Badge>;
}

/** Text as code. It can be scrolled with the keyboard. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard.
    <section class="code" tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}

function classOf(head: string): string {
  const [marks = ''] = /^[#~]*/.exec(head) ?? [];
  return [marks.includes('#') && 'number', marks.includes('~') && 'minor'].filter(Boolean).join(' ');
}

/** A table that scrolls sideways in a narrow window. */
export function Table({ caption, heads, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard.
    <section class="table" tabIndex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" class={classOf(head)}>
                {head.replace(/^[#~]+/, '') || <span class="hidden">Actions</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface TableProps {
  caption: string;
  /** The heads. `#` before a head marks a column of numbers. `~` marks a column that a narrow window does not show. */
  heads: readonly string[];
  children: ComponentChildren;
}

/** A name and its value, in a list of facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A choice of one of several values. */
export function Choice({ label, value, options, all, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((option) => {
          const [key, text] = typeof option === 'string' ? [option, option] : option;
          return (
            <option key={key} value={key}>
              {text}
            </option>
          );
        })}
      </select>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: ReadonlyArray<string | readonly [id: string, text: string]>;
  /** The text of the choice that means all values. */
  all?: string;
  onChange(value: string): void;
}
