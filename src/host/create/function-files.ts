import type { LambdaInput } from '../../events/input';
import { eventBuilders } from '../test-kit';
import { GENERAL } from './templates/general';
import { MESSAGING } from './templates/messaging';
import { OTHERS } from './templates/others';
import type { FunctionTemplate } from './templates/template';

/** All templates. Those without an event come first. */
export const TEMPLATES: readonly FunctionTemplate[] = [...GENERAL, ...MESSAGING, ...OTHERS];

/** A file that is to be written: its path from the folder of the project, with forward slashes. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The id of the event that functions of a template listen to. */
export function eventOf({ builder }: FunctionTemplate): string | null {
  return builder === null ? null : (eventBuilders().find(({ name }) => name === builder)?.event ?? null);
}

/** The function, its config.json and its test. */
export function functionFiles(template: FunctionTemplate, name: string, description: string): NewFile[] {
  const config = {
    name,
    event: eventOf(template),
    description,
    input: inputOf(template),
    environmentVariables: [],
  };
  return [
    { path: `functions/${name}/index.js`, text: template.source },
    { path: `functions/${name}/config.json`, text: `${JSON.stringify(config, null, 2)}\n` },
    { path: `test/${name}.test.js`, text: testOf(template, name) },
  ];
}

function inputOf({ builder, payload }: FunctionTemplate): LambdaInput {
  const built = builder === null ? undefined : eventBuilders().find(({ name }) => name === builder)?.input;
  return { headers: [], payload: payload ?? built?.payload ?? {} };
}

function testOf({ test, description, domains = [], secrets = {} }: FunctionTemplate, name: string): string {
  const kit = ['createPlatform', ...(test.includes('events.') ? ['events'] : []), 'invoke'];
  const options = {
    ...(domains.length > 0 && { whitelist: domains }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
  };
  const shown = Object.keys(options).length === 0 ? '' : JSON.stringify(options);
  const usesNock = test.includes('nock(');
  return `import { ${kit.join(', ')} } from 'lp-faas-toolbelt/testing';
${usesNock ? "import nock from 'nock';\n" : ''}import { afterEach, beforeEach, expect, it } from 'vitest';

const LAMBDA = 'functions/${name}/index.js';
let platform;

beforeEach(() => {
  platform = createPlatform(${shown});
});

afterEach(() => platform.close());

it('${description.charAt(0).toLowerCase()}${description.slice(1)}', async () => {
${test.replaceAll(/^(?=.)/gm, '  ')}
});
`;
}
