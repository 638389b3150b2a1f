import type { SettingsView } from '../../host/observe/types';
import { duration } from '../data/format';
import { useData } from '../data/use-data';
import { Empty, Fact, Heading, Loading, Section, Table } from '../ui/parts';

/** Whitelist, secrets and limits of the project. */
export function SettingsPlace() {
  const { value: settings, problem } = useData<SettingsView>('/settings', ['project-changed']);
  if (!settings) return <Loading problem={problem} />;
  const { path, whitelist, secrets, limits } = settings;
  return (
    <>
      <Heading
        title="Settings"
        lead={
          <>
            From <code>{path}</code>. Change the file; the host reads it again.
          </>
        }
      />
      <Section title="Whitelist">
        {whitelist.own.length === 0 ? (
          <Empty title="The project allows no domain of its own.">
            <p>
              Add hosts to <code>whitelist</code> in {path}. Domains of LivePerson are always allowed.
            </p>
          </Empty>
        ) : (
          <ul class="chips">
            {whitelist.own.map((domain) => (
              <li key={domain}>{domain}</li>
            ))}
          </ul>
        )}
        <details>
          <summary>Domains of LivePerson ({whitelist.liveperson.length})</summary>
          <ul class="chips">
            {whitelist.liveperson.map((domain) => (
              <li key={domain}>{domain}</li>
            ))}
          </ul>
        </details>
      </Section>
      <Section title="Secrets">
        {secrets.length === 0 ? (
          <Empty title="There are no secrets.">
            <p>
              Add them to <code>secrets</code> in settings.local.json, which stays out of Git.
            </p>
          </Empty>
        ) : (
          <Table caption="Secrets" heads={['Name', 'Type', 'Value', 'File']}>
            {secrets.map(({ key, type, file }) => (
              <tr key={key}>
                <td class="name">{key}</td>
                <td>{type}</td>
                <td>
                  <span aria-hidden="true">••••••••</span>
                  <span class="hidden">never shown</span>
                </td>
                <td>
                  <code>{file}</code>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="Limits">
        <dl class="facts">
          <Fact name="Time of an invocation">{duration(limits.timeoutMs)}</Fact>
          <Fact name="Memory of a function">{limits.memoryMb} MB</Fact>
          <Fact name="Requests of a function">{limits.requestsPerSecond} a second</Fact>
          <Fact name="Log entries of an invocation">{limits.logEntries}</Fact>
          <Fact name="Log characters of an invocation">{limits.logCharacters.toLocaleString()}</Fact>
        </dl>
      </Section>
    </>
  );
}
