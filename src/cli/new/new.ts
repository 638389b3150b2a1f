import { basename, dirname, join, resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import type { NewFunction, TemplateInfo } from '../../host/observe/types';
import { exists } from '../../internal/node/foreign-files';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { PROGRAM } from '../help';
import { FUNCTIONS } from '../project-files';
import type { Output, Terminal } from '../terminal';
import { UsageError } from '../usage-error';

const DEFAULT_TEMPLATE = 'greeting';

/** `lp-faas-toolbelt new`: adds a function from a template to a project. */
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
        mayBeEmpty: true,
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

async function writeFunction(args: Arguments, terminal: Terminal): Promise<number> {
  const { createFunction, templateInfos } = creation();
  const { out } = terminal;
  const templates = templateInfos();
  if (args.has('list')) {
    printTemplates(templates, out);
    return ExitCode.OK;
  }
  const root = rootOf(resolve(args.value('folder') ?? '.'));
  const { name, files } = createFunction(root, await completed(args, root, templates, terminal));
  for (const file of files) out.line(`${out.paint('good', 'wrote')} ${file}`);
  out.line(`\nNext:\n  npx ${PROGRAM} invoke ${name}\n  npx ${PROGRAM} serve`);
  return ExitCode.OK;
}

/** The folder of the project. As with `serve`, its folder `functions` may be named instead. */
function rootOf(folder: string): string {
  return basename(folder) === FUNCTIONS && !exists(join(folder, FUNCTIONS)) ? dirname(folder) : folder;
}

/** The part of the host that writes functions. The rest of the host is not loaded. */
function creation(): typeof import('../../host/create/create-function') {
  return require('../../host/create/create-function') as typeof import('../../host/create/create-function');
}

/** The values of the options. A person is asked for the rest, in the order of LivePerson's own window. */
async function completed(
  args: Arguments,
  root: string,
  templates: readonly TemplateInfo[],
  { out, questions }: Terminal,
): Promise<NewFunction> {
  const given: Given = {
    name: args.positionals[0],
    template: args.value('template'),
    domains: args.has('domain') ? [...args.values('domain')] : undefined,
    description: args.value('description'),
  };
  if (args.has('yes') || !questions) return orderOf(given);
  const { checkOrder, nameProblem, takenProblem, templateProblem, domainsProblem, descriptionProblem } =
    creation();
  checkOrder(root, given);
  /** Asks until the answer is valid. */
  const ask = async <Value>({ text, otherwise, toValue, problemOf }: Question<Value>): Promise<Value> => {
    for (;;) {
      const answer = await questions.ask(`${text} (${otherwise || 'none'}): `);
      if (answer === undefined) {
        const reason = 'The questions were not answered, so nothing was written.';
        throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, reason);
      }
      const value = toValue(answer || otherwise);
      const problem = problemOf(value);
      if (problem === undefined) return value;
      out.line(out.paint('bad', `${problem}.`));
    }
  };
  const toText = (answer: string): string => answer;
  try {
    if (given.template === undefined) printTemplates(templates, out);
    const template =
      given.template ??
      (await ask({
        text: 'Template',
        otherwise: DEFAULT_TEMPLATE,
        toValue: toText,
        problemOf: templateProblem,
      }));
    const domains =
      given.domains ??
      (await ask({
        text: 'Hosts for the whitelist, separated by spaces',
        otherwise: '',
        toValue: (answer) => answer.split(/[\s,]+/).filter(Boolean),
        problemOf: domainsProblem,
      }));
    const name =
      given.name ??
      (await ask({
        text: 'Name',
        otherwise: freeName((name) => takenProblem(root, name) === undefined),
        toValue: toText,
        problemOf: (value) => nameProblem(value) ?? takenProblem(root, value),
      }));
    const own = templates.find(({ id }) => id === template)?.description ?? '';
    const description =
      given.description ??
      (await ask({
        text: 'Description',
        otherwise: own,
        toValue: toText,
        problemOf: descriptionProblem,
      }));
    return orderOf({ name, template, domains, description });
  } finally {
    questions.close();
  }
}

/** The name to offer. */
function freeName(isFree: (name: string) => boolean): string {
  for (let number = 2, name = 'greet'; ; number += 1, name = `greet${number}`) if (isFree(name)) return name;
}

/** A question whose answer is checked. */
interface Question<Value> {
  readonly text: string;
  /** The value for an empty answer. */
  readonly otherwise: string;
  readonly toValue: (answer: string) => Value;
  readonly problemOf: (value: Value) => string | undefined;
}

interface Given {
  readonly name: string | undefined;
  readonly template: string | undefined;
  readonly domains: string[] | undefined;
  readonly description: string | undefined;
}

function orderOf({ name, template = DEFAULT_TEMPLATE, domains = [], description }: Given): NewFunction {
  if (name === undefined) throw new UsageError('the name of the function is missing');
  return { name, template, domains, ...(description !== undefined && { description }) };
}

function printTemplates(templates: readonly TemplateInfo[], out: Output): void {
  const width = Math.max(...templates.map(({ id }) => id.length)) + 2;
  for (const { id, title, description } of templates) {
    out.line(`${out.paint('strong', id.padEnd(width))}${title}: ${description}`);
  }
}
