import { basename, join } from 'node:path';
import { exists } from '../../internal/node/foreign-files';
import { nearName } from '../../internal/wording';
import type { NewFunction } from '../observe/types';
import { type ProjectFunction, readProject } from '../project/project';
import { TEMPLATES } from './function-files';

/** The names that LivePerson accepts for a function (docs/platform.md, "Limits of a function"). */
const NAME = /^[A-Za-z\d]{1,50}$/;
const MAX_DESCRIPTION = 100;
const DOMAIN = /^(\*\.)?([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d-]+$/i;

/** The parts of an order that are known so far. */
export type PartialOrder = { readonly [Key in keyof NewFunction]?: NewFunction[Key] | undefined };

/** What is wrong with a name. */
export function nameProblem(name: unknown): string | undefined {
  if (typeof name === 'string' && NAME.test(name)) return undefined;
  return `the name needs 1 to 50 letters and digits, found ${JSON.stringify(name)}`;
}

/** Says when a project has a function of this name already. @param root the folder of the project */
export function takenProblem(root: string, name: string): string | undefined {
  const known = functionsIn(root).find((other) => other.name.toLowerCase() === name.toLowerCase());
  const folder = `functions/${known ? basename(known.folder) : name}`;
  if (!known && !exists(join(root, folder))) return undefined;
  const which = known && known.name !== basename(known.folder) ? ` with the name ${known.name}` : '';
  return `${folder} exists${which}, and names of functions are unique. Choose another name`;
}

function functionsIn(root: string): readonly ProjectFunction[] {
  try {
    return readProject(root, '').functions;
  } catch {
    // There is no function yet.
    return [];
  }
}

/** What is wrong with the id of a template. */
export function templateProblem(id: unknown): string | undefined {
  const ids = TEMPLATES.map((template) => template.id);
  if (ids.includes(id as string)) return undefined;
  const near = nearName(String(id), ids);
  const advice = near === undefined ? `known are ${ids.join(', ')}` : `did you mean "${near}"?`;
  return `there is no template ${JSON.stringify(id)} (${advice})`;
}

/** What is wrong with a list of domains for the whitelist. */
export function domainsProblem(domains: unknown): string | undefined {
  const isGood = (domain: unknown) => typeof domain === 'string' && DOMAIN.test(domain);
  const wrong = Array.isArray(domains) ? domains.find((domain) => !isGood(domain)) : domains;
  return wrong && `${JSON.stringify(wrong)} is not a domain: write a host such as api.example.com`;
}

/** What is wrong with a description. */
export function descriptionProblem(description: unknown): string | undefined {
  if (typeof description === 'string' && description.length <= MAX_DESCRIPTION) return undefined;
  return `the description is a text of at most ${MAX_DESCRIPTION} characters`;
}

/** The first problem of an order. Parts that are missing are not checked. @param root the folder of the project */
export function orderProblem(root: string, order: PartialOrder): string | undefined {
  const { name, template, description, domains } = order;
  return (
    (name === undefined ? undefined : (nameProblem(name) ?? takenProblem(root, name))) ??
    (template === undefined ? undefined : templateProblem(template)) ??
    (description === undefined ? undefined : descriptionProblem(description)) ??
    (domains === undefined ? undefined : domainsProblem(domains))
  );
}
