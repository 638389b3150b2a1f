import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { NewFunction, TemplateInfo } from '../../host/observe/types';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { PROGRAM } from '../help';
import type { Output, Terminal } from '../terminal';
import { UsageError } from '../usage-error';

const DEFAULT_TEMPLATE = 'greeting';

/** `lp-faas-toolbelt new`: writes a function of a template into a project. */
export const newCommand: Command = {
  spec: {
    name: 'new',
    usage: '<name> [options]',
    description: [
      'Writes a function of a template into a project: its file, its config.json, a test that passes, and the entries of',
      'the settings files that it needs. In a terminal it asks for what the options do not say. Nothing is overwritten.',
    ],
    options: {
      template: {
        type: 'value',
        value: 'id',
        help: `What the function does, ${DEFAULT_TEMPLATE} by default; --list shows all.`,
      },
      domain: { type: 'list', value: 'host', help: 'A host for the whitelist. Repeat it for more.' },
      description: {
        type: 'value',
        value: 'text',
        help: 'What the function is for, at most 100 characters.',
      },
      folder: {
        type: 'value',
        value: 'folder',
        help: 'The folder of the project, the working directory by default.',
      },
      list: { type: 'flag', help: 'Print the templates, and end.' },
      yes: { type: 'flag', short: 'y', help: 'Ask nothing.' },
    },
    positionals: { names: ['the name of the function'], required: 0 },
    examples: ['new greet', 'new lookUp --template http --domain api.example.com', 'new --list'],
  },
  run: writeFunction,
};

async function writeFunction(args: Arguments, { out }: Terminal): Promise<number> {
  const { createFunction, templateInfos } =
    require('../../host/create/create-function') as typeof import('../../host/create/create-function');
  const templates = templateInfos();
  if (args.has('list')) {
    printTemplates(templates, out);
    return ExitCode.OK;
  }
  const order = await completed(args, templates, out);
  const { name, files } = createFunction(resolve(args.value('folder') ?? '.'), order);
  for (const file of files) out.line(`${out.paint('good', 'wrote')} ${file}`);
  out.line(`\nNext:\n  npx ${PROGRAM} invoke ${name}\n  npx ${PROGRAM} serve`);
  return ExitCode.OK;
}

/** What the options say. In a terminal, the rest is asked for, in the order of LivePerson's own window. */
async function completed(
  args: Arguments,
  templates: readonly TemplateInfo[],
  out: Output,
): Promise<NewFunction> {
  const given = {
    name: args.positionals[0],
    template: args.value('template'),
    domains: args.has('domain') ? [...args.values('domain')] : undefined,
    description: args.value('description'),
  };
  const asks = !args.has('yes') && out.isTerminal && process.stdin.isTTY === true;
  if (!asks) {
    if (given.name === undefined) throw new UsageError('the name of the function is missing');
    return orderOf({ ...given, name: given.name });
  }
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ask = async (text: string, value: string | undefined, otherwise: string): Promise<string> =>
      value ?? ((await questions.question(`${text} (${otherwise || 'none'}): `)).trim() || otherwise);
    if (given.template === undefined) printTemplates(templates, out);
    const template = await ask('Template', given.template, DEFAULT_TEMPLATE);
    const hosts = await ask('Hosts for the whitelist, separated by spaces', given.domains?.join(' '), '');
    const name = await ask('Name', given.name, 'greet');
    const own = templates.find(({ id }) => id === template)?.description ?? '';
    const description = await ask('Description', given.description, own);
    return orderOf({ name, template, domains: hosts.split(/[\s,]+/).filter(Boolean), description });
  } finally {
    questions.close();
  }
}

interface Given {
  readonly name: string;
  readonly template: string | undefined;
  readonly domains: string[] | undefined;
  readonly description: string | undefined;
}

function orderOf({ name, template = DEFAULT_TEMPLATE, domains = [], description }: Given): NewFunction {
  return { name, template, domains, ...(description !== undefined && { description }) };
}

function printTemplates(templates: readonly TemplateInfo[], out: Output): void {
  const width = Math.max(...templates.map(({ id }) => id.length)) + 2;
  for (const { id, title, description } of templates) {
    out.line(`${out.paint('strong', id.padEnd(width))}${title}: ${description}`);
  }
}
