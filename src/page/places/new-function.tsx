import type { CreatedFunction, TemplateInfo } from '../../host/observe/types';
import { post } from '../data/api';
import { linkTo } from '../data/route';
import { useAction, useData } from '../data/use-data';
import { useState } from '../preact';
import { Choice, Code, Heading, Loading, Problem, Section } from '../ui/parts';

/** The three steps of a new function: a template, domains, a name with a description. */
export function NewFunctionPlace() {
  const { value: templates, problem } = useData<TemplateInfo[]>('/templates');
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [domains, setDomains] = useState('');
  const [created, setCreated] = useState<CreatedFunction>();
  const create = useAction(async () => {
    const order = {
      name,
      template: template?.id,
      domains: domains.split(/[\s,]+/).filter(Boolean),
      ...(description !== '' && { description }),
    };
    setCreated(await post<CreatedFunction>('/functions', order));
  });
  if (!templates) return <Loading problem={problem} />;
  const template = templates.find((known) => known.id === id) ?? templates[0];
  if (created) return <Created created={created} />;
  return (
    <>
      <Heading title="New function" lead="Writes the function, its config.json and a test that passes." />
      <div class="split">
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void create.run();
          }}
        >
          <fieldset>
            <legend>1. Choose a template</legend>
            <Choice
              label="Template"
              value={template?.id ?? ''}
              options={templates.map((known) => [known.id, known.title] as const)}
              onChange={setId}
            />
            <p class="quiet">
              {template?.description}
              {template?.event ? ` Event: ${template.event}.` : ''}
            </p>
          </fieldset>
          <fieldset>
            <legend>2. Whitelist domains (optional)</legend>
            <label class="field">
              <span>Further domains, with a comma between them</span>
              <input
                type="text"
                placeholder="api.example.com"
                value={domains}
                onInput={({ currentTarget }) => setDomains(currentTarget.value)}
              />
            </label>
            {template !== undefined && template.domains.length > 0 && (
              <p class="quiet">The template adds {template.domains.join(', ')}.</p>
            )}
          </fieldset>
          <fieldset>
            <legend>3. Name and describe it</legend>
            <label class="field">
              <span>Name</span>
              <input
                type="text"
                required
                pattern="[A-Za-z0-9]{1,50}"
                title="1 to 50 letters and digits"
                value={name}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
            </label>
            <label class="field">
              <span>Description (optional)</span>
              <input
                type="text"
                maxLength={100}
                value={description}
                onInput={({ currentTarget }) => setDescription(currentTarget.value)}
              />
            </label>
          </fieldset>
          <Problem text={create.problem} />
          <button type="submit" class="primary" disabled={create.busy}>
            Create the function
          </button>
        </form>
        <Section title="Preview">
          <Code label="Source of the template" text={template?.source ?? ''} />
        </Section>
      </div>
    </>
  );
}

function Created({ created: { name, files } }: { created: CreatedFunction }) {
  return (
    <>
      <Heading title={`${name} was created`} lead="These files were written in the folder of the project.">
        <a class="button primary" href={`${linkTo('send')}?target=${encodeURIComponent(name)}`}>
          Invoke it
        </a>
        <a class="button" href={linkTo('functions', name)}>
          Show it
        </a>
      </Heading>
      <ul class="files">
        {files.map((file) => (
          <li key={file}>
            <code>{file}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
