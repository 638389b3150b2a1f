import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { memberName, textValue } from '../syntax/tree';
import { isExport } from './toolbelt';

/** Codes of V1 that the platform of V2 has other texts for (docs/platform.md, "From V1 to V2"). */
const CHANGED: Readonly<Record<string, string>> = {
  'com.liveperson.faas.handler.custom-failure': 'com.customer.faas.function.threw-error',
  'com.liveperson.faas.handler.runtime-exception': 'com.customer.faas.function.js-runtime-error',
  'com.liveperson.faas.handler.executiontime-exceeded': 'com.customer.faas.function.execution-exceeded',
  'com.liveperson.faas.es.general': 'com.liveperson.faas.evg.general',
  'com.liveperson.faas.es.badinput': 'com.liveperson.faas.evg.invalid',
  'com.liveperson.context-service-sdk.unkown': 'com.liveperson.context-service-sdk.unknown',
};
const WITHOUT_COUNTERPART = /^com\.liveperson\.faas\.(handler|es|fm)\./;

/** The texts of V1's ErrorCodes that are the same in V2. */
const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Secret: {
    INVALID_FORMAT: 'com.liveperson.faas.secret.invalid-format',
    OP_FAILED: 'com.liveperson.faas.secret.op-failed',
    NOT_FOUND: 'com.liveperson.faas.secret.not-found',
    AUTH_FAILED: 'com.liveperson.faas.secret.auth-failed',
  },
  Csds: {
    DOMAIN_NOT_FOUND: 'com.liveperson.faas.csds.domain.not-found',
    OP_FAILED: 'com.liveperson.faas.csds.op-failed',
  },
  Mtls: {
    MISSING_CONFIG: 'com.liveperson.faas.mtls.missing-conf',
    INVALID_CERT: 'com.liveperson.faas.mtls.invalid-cert',
    INVALID_KEY: 'com.liveperson.faas.mtls.invalid-key',
    GENERAL: 'com.liveperson.faas.mtls.general-issue',
    TIMEOUT: 'com.liveperson.faas.mtls.request-timeout',
  },
  ConversationUtil: { NOT_FOUND: 'com.liveperson.faas.conversation-util.conversation.not-found' },
  GdprUtil: {
    GENERAL: 'com.liveperson.faas.gdpr-util-general',
    AUTH_FAILED: 'com.liveperson.faas.gdpr-util.auth-failed',
    REPLACE_FILE_FAILED: 'com.liveperson.faas.gdpr-util.replace-file-failed',
  },
  Orchestrator: { TIMEOUT: 'com.liveperson.faas.orchestrator-fn.invoke.timeout' },
};

/** ErrorCodes and codes that are written out. */
export function rewriteErrorCodes(source: Source): void {
  for (const member of source.tree.ofType('MemberExpression')) {
    if (!isExport(source, member.object as AnyNode, 'ErrorCodes')) continue;
    if (source.isModule && isV2Name(source, member)) continue;
    const outer = source.tree.parent(member);
    const code = outer?.type === 'MemberExpression' && outer.object === member ? outer : undefined;
    source.attempt('error-codes', () => {
      const [area, name] = [memberName(member) ?? '', code && memberName(code)];
      const texts = Object.hasOwn(TEXTS, area) ? TEXTS[area] : undefined;
      const text = texts && name !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined;
      if (text === undefined || code === undefined) {
        throw new NotUnderstood(
          code ?? member,
          'The code that V2 has instead of this one is not known. Compare error.code with its text.',
        );
      }
      source.edits.markGone(code.start, code.end);
      source.edits.replace(code.start, code.end, `'${text}'`);
    });
  }
  for (const { id, references } of source.scopes.all()) {
    if (!isExport(source, id, 'ErrorCodes')) continue;
    for (const reference of references) {
      const member = source.tree.parent(reference);
      if (member?.type === 'MemberExpression' && member.object === reference) continue;
      const message = 'ErrorCodes has other names in V2. Compare error.code with the text of the code.';
      source.leave('error-codes', reference, message);
    }
  }
  for (const node of source.tree.nodes) {
    const text = textValue(node);
    if (text === undefined || !text.startsWith('com.liveperson.')) continue;
    if (Object.hasOwn(CHANGED, text)) {
      const quote = source.text[node.start];
      source.edits.replace(node.start, node.end, `${quote}${CHANGED[text]}${quote}`);
    } else if (WITHOUT_COUNTERPART.test(text) && text !== 'com.liveperson.faas.handler.no-sa-token') {
      source.leave('error-codes', node, `V2 has no counterpart of the code ${text}.`);
    }
  }
}

/** V2 names its codes as in `ErrorCodes.Secret.NotFound`. */
function isV2Name(source: Source, member: AnyNode): boolean {
  const outer = source.tree.parent(member);
  return outer?.type === 'MemberExpression' && /^[A-Z][a-z]/.test(memberName(outer) ?? '');
}
