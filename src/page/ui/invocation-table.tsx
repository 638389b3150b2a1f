import type { InvocationSummary } from '../../host/observe/types';
import { duration, moment } from '../data/format';
import { linkTo } from '../data/route';
import { Status, Table } from './parts';

/** A list of invocations. With `chosen`, some can be chosen. */
export function InvocationTable({ caption, invocations, chosen, onChoose }: InvocationTableProps) {
  const heads = [
    'Started',
    'Function',
    'Status',
    '~Started by',
    '#Duration',
    '~#Requests',
    '~#Logs',
    'Outcome',
  ];
  return (
    <Table caption={caption} heads={chosen ? ['Compare', ...heads] : heads}>
      {invocations.map((invocation) => {
        const { id, startedAt, trigger, durationMs, requests, logs, errorCode, errorMessage } = invocation;
        const name = `${invocation.function}, ${moment(startedAt)}`;
        return (
          <tr key={id}>
            {chosen && (
              <td>
                <input
                  type="checkbox"
                  aria-label={`Compare ${name}`}
                  checked={chosen.includes(id)}
                  onChange={() => onChoose?.(id)}
                />
              </td>
            )}
            <td class="time">
              <a href={linkTo('invocations', id)} aria-label={`Invocation of ${name}`}>
                {moment(startedAt)}
              </a>
            </td>
            <td class="name">{invocation.function}</td>
            <td>
              <Status of={invocation} />
            </td>
            <td class="minor">{trigger}</td>
            <td class="number">{duration(durationMs)}</td>
            <td class="number minor">{requests}</td>
            <td class="number minor">{logs}</td>
            <td class="outcome">
              <span class="clamp" title={errorMessage}>
                {errorCode !== undefined && <code>{shortCode(errorCode)}</code>} {errorMessage}
              </span>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** A code of the platform without the part with which all codes begin. */
function shortCode(code: string): string {
  return code.replace(/^com\.liveperson\.faas\./, '');
}

interface InvocationTableProps {
  caption: string;
  invocations: readonly InvocationSummary[];
  chosen?: readonly string[];
  onChoose?(id: string): void;
}
