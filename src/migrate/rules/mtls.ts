import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { clientUses, factoryCalls, methodCalls } from './toolbelt';
import { visibleOptions } from './visible-options';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** MTLSClient: V2 accepts self-signed servers unless `allowSelfSigned` is false, which is V1's default. */
export function rewriteMtls(source: Source): void {
  const calls = methodCalls(source, 'MTLSClient');
  for (const { method, call } of calls) {
    source.attempt('mtls', () => {
      if (!METHODS.includes(method)) {
        throw new NotUnderstood(call, `Whether V2's MTLSClient has ${method} is not known.`);
      }
      const args = call.arguments as AnyNode[];
      const options = args[3];
      if (method === 'get' && args.length === 3 && args[2]?.type === 'ObjectExpression') {
        const message =
          'Whether the third argument is a body or options is not visible. Give url, headers, body and options.';
        throw new NotUnderstood(call, message);
      }
      if (options === undefined) {
        const missing = ['{}', 'undefined', '{ allowSelfSigned: false }'].slice(Math.max(0, args.length - 1));
        const last = args.at(-1);
        if (last === undefined) throw new NotUnderstood(call, 'The URL of the call is missing.');
        source.edits.insert(last.end, `, ${missing.join(', ')}`);
        return;
      }
      const visible = visibleOptions(source, options);
      if (visible?.some(({ name }) => name === 'allowSelfSigned')) return;
      if (visible === undefined || options.type !== 'ObjectExpression') {
        throw new NotUnderstood(
          options,
          'V2 accepts self-signed servers unless allowSelfSigned is false. Give allowSelfSigned: false here.',
        );
      }
      const first = options.properties[0];
      if (first) source.edits.insert(first.start, 'allowSelfSigned: false, ');
      else source.edits.replace(options.start, options.end, '{ allowSelfSigned: false }');
    });
  }
  for (const call of factoryCalls(source, 'LPMtlsClient')) {
    const message =
      "What LivePerson's gateway takes from LPMtlsClient and answers is not published, so nothing here could check it. Try this call on V2.";
    source.leave('mtls', call, message);
  }
  for (const { node } of clientUses(source, 'MTLSClient')) {
    const member = source.tree.parent(node);
    if (member?.type === 'MemberExpression' && member.object === node) continue;
    const message =
      'V2 accepts self-signed servers unless a call has allowSelfSigned: false. Check the calls of this client.';
    source.leave('mtls', node, message);
  }
}
