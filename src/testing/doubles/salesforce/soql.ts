import { isRecord } from '../../../internal/is-record';

/** A record of Salesforce: an `Id` and any fields. */
export type SalesforceRecord = Record<string, unknown>;

/** A query of the shape that the double understands. */
export interface Soql {
  readonly fields: readonly string[];
  readonly type: string;
  readonly conditions: readonly SoqlCondition[];
  readonly limit: number;
}

interface SoqlCondition {
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
}

/**
 * The tokens: texts (also one without an end), numbers, names of fields and objects, and operators. Anything else is a single character
 * that no rule accepts.
 */
const TOKENS = /'(?:[^'\\]|\\.)*'?|-?\d[\w.:-]*|[a-z]\w*(?:\.\w+)*|[!<>]=|[=<>,]|\S/gis;
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'like'];
const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Reads a query such as `SELECT Id, Name FROM Contact WHERE Email = 'a@b.c' AND Age__c > 7 LIMIT 1`.
 * @returns `undefined` for a query of another shape
 */
export function parseSoql(text: string): Soql | undefined {
  const tokens = text.match(TOKENS) ?? [];
  let at = 0;
  const skip = (word: string): boolean => {
    const isNext = tokens[at]?.toLowerCase() === word;
    if (isNext) at += 1;
    return isNext;
  };
  const name = (): string | undefined => (/^[a-z]/i.test(tokens[at] ?? '') ? tokens[at++] : undefined);
  const condition = (): SoqlCondition | undefined => {
    const field = name();
    const operator = tokens[at++]?.toLowerCase() ?? '';
    const value = literal(tokens[at++] ?? '');
    if (field === undefined || value === undefined || !OPERATORS.includes(operator)) return undefined;
    return operator === 'like' && typeof value !== 'string' ? undefined : { field, operator, value };
  };

  if (!skip('select')) return undefined;
  const fields = separated(name, () => skip(','));
  const type = skip('from') ? name() : undefined;
  const conditions = skip('where') ? separated(condition, () => skip('and')) : [];
  const limit = skip('limit') ? literal(tokens[at++] ?? '') : Number.POSITIVE_INFINITY;
  if (!fields || !type || !conditions || typeof limit !== 'number' || at !== tokens.length) return undefined;
  return { fields, type, conditions, limit };
}

function separated<Part>(read: () => Part | undefined, isMore: () => boolean): Part[] | undefined {
  const parts: Part[] = [];
  do {
    const part = read();
    if (part === undefined) return undefined;
    parts.push(part);
  } while (isMore());
  return parts;
}

/** The value of a literal. `undefined` for a token that is no literal. */
function literal(token: string): unknown {
  if (/^'(?:[^'\\]|\\.)*'$/s.test(token)) {
    return token
      .slice(1, -1)
      .replace(/\\(.)/gs, (_all, character: string) => ESCAPES[character] ?? character);
  }
  if (/^-?\d+(?:\.\d+)?$/.test(token)) return Number(token);
  return CONSTANTS[token.toLowerCase()];
}

/** The records that a query finds, with the fields that it asks for. A field that a record does not have is null. */
export function runSoql(
  { fields, conditions, limit }: Soql,
  records: readonly SalesforceRecord[],
): SalesforceRecord[] {
  const found = records.filter((record) => conditions.every((condition) => meets(record, condition)));
  return found.slice(0, limit).map((record) => select(record, fields));
}

/** The fields of a record that a query or a retrieval asks for, with the names that the record has. */
export function select(record: SalesforceRecord, fields: readonly string[]): SalesforceRecord {
  const selected: SalesforceRecord = {};
  for (const field of fields) {
    let from: unknown = record;
    let to = selected;
    const path = field.split('.');
    for (const [index, part] of path.entries()) {
      const [key, value] = entryOf(from, part);
      from = value;
      if (index === path.length - 1 || !isRecord(value)) {
        to[key] = isRecord(value) || value === undefined ? null : value;
        break;
      }
      to[key] ??= {};
      to = to[key] as SalesforceRecord;
    }
  }
  return selected;
}

/** The key and the value of a field. Salesforce ignores the case of names. */
function entryOf(record: unknown, field: string): [key: string, value: unknown] {
  if (!isRecord(record)) return [field, undefined];
  const wanted = field.toLowerCase();
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted) ?? [field, undefined];
}

function meets(record: SalesforceRecord, { field, operator, value }: SoqlCondition): boolean {
  const found = field.split('.').reduce<unknown>((from, part) => entryOf(from, part)[1], record) ?? null;
  // Texts are compared in any case.
  const left = folded(found);
  const right = folded(value);
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === 'like') return typeof left === 'string' && likePattern(String(right)).test(left);
  if (left === null || right === null || typeof left !== typeof right) return false;
  const [a, b] = [left as number, right as number];
  return (
    (operator.startsWith('<') && a < b) ||
    (operator.startsWith('>') && a > b) ||
    (operator.endsWith('=') && a === b)
  );
}

function folded(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function likePattern(text: string): RegExp {
  const source = text
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%+/g, '.*')
    .replace(/_/g, '.');
  return new RegExp(`^${source}$`, 's');
}
