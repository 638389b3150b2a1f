import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, Call } from '../syntax/parse';
import { isCall, memberName, textValue } from '../syntax/tree';
import { checkOptions, OPTIONS } from './http';
import { LP_REQUEST, REQUEST_AS_V1 } from './http/helper-texts';
import { leaveErrorReads } from './http/responses';
import { clientUses, isExport } from './toolbelt';
import { type VisibleOption, visibleOptions } from './visible-options';

const DEFAULT_KEY = 'lp-faas-default-app-key';

/** LpClient: in V2 it takes the options of fetch, which are required, and resolves with a `Response` for any status. */
export function rewriteLpClient(source: Source): void {
  let usesHelper = false;
  for (const { node } of clientUses(source, 'LpClient')) {
    source.attempt('lp-client', () => {
      const call = source.tree.parent(node);
      if (!isCall(call) || call.callee !== node) {
        throw new NotUnderstood(
          node,
          'LpClient is used in a way that was not understood. It resolves with the Response of fetch in V2.',
        );
      }
      const [service, path, given] = call.arguments as (AnyNode | undefined)[];
      if (
        service === undefined ||
        path === undefined ||
        call.arguments.some(({ type }) => type === 'SpreadElement')
      ) {
        throw new NotUnderstood(call, 'The arguments of LpClient are not all visible.');
      }
      const options = visibleOptions(source, given);
      checkOptions(source, call, options, [...OPTIONS, 'appKeySecretName']);
      usesHelper = true;
      const core = source.helper('requestAsV1', REQUEST_AS_V1);
      const name = source.helper('lpRequest', LP_REQUEST.replaceAll('requestAsV1', core));
      source.edits.insert(call.callee.start, `${name}(`);
      const bracket = source.text.indexOf('(', call.callee.end);
      const gap = /^\r?\n/.test(source.text.slice(bracket + 1)) ? ',' : ', ';
      source.edits.replace(bracket, bracket + 1, gap);
      leaveOtherVersions(source, call, service, path);
      leaveKey(source, options ?? []);
    });
  }
  if (usesHelper) leaveErrorReads(source);
}

/** V2 signs in only with OAuth 2, and some APIs have another version for it. */
function leaveOtherVersions(source: Source, call: Call, service: AnyNode, path: AnyNode): void {
  const isReporting =
    textValue(service) === 'leDataReporting' ||
    (service.type === 'MemberExpression' &&
      memberName(service) === 'LE_DATA_REPORTING' &&
      isExport(source, service.object as AnyNode, 'LpServices'));
  if (!isReporting || !mayBeOperations(source, path)) return;
  source.leave(
    'lp-client',
    call,
    'The Messaging Operations API takes OAuth 2 from version 2 on, with other parameters. Read "Migrating to OAuth 2" in the documentation of V2.',
  );
}

function mayBeOperations(source: Source, path: AnyNode): boolean {
  const initial = path.type === 'Identifier' ? source.scopes.initial(source.scopes.of(path)) : path;
  if (
    initial?.type !== 'TemplateLiteral' &&
    initial?.type !== 'Literal' &&
    initial?.type !== 'BinaryExpression'
  ) {
    return true;
  }
  const text = source.textOf(initial);
  return /^.?\/operations\//.test(text) && !/[?&]v=2\b/.test(text);
}

function leaveKey(source: Source, options: readonly VisibleOption[]): void {
  for (const { name, value } of options) {
    if (name !== 'appKeySecretName' || textValue(value) === DEFAULT_KEY) continue;
    source.leave(
      'lp-client',
      value,
      'V2 signs in with OAuth 2 only. Check that this secret holds { client_id, client_secret }.',
    );
  }
}
