import { ErrorCodes, ToolbeltError } from '../../errors';
import { isPlainRecord } from '../../internal/plain-record';
import { formatKeyPath } from '../../internal/wording';
import { nameHint } from '../name-hint';
import { withOverrides } from './overrides';
import * as payloads from './payloads';

type Model = Readonly<Record<string, unknown>>;

/** Every event has all parts of the conversation. The event itself fills in the parts that it is about. */
const conversation = (): Model =>
  [
    payloads.newConversation,
    payloads.conversationEnd,
    payloads.conversationIdle,
    payloads.lineInOffHours,
    payloads.participantsChange,
    payloads.conversationRouting,
    payloads.ttr,
  ].reduce<Model>((model, payload) => withOverrides(model, payload() as unknown as Model), {});

/** The properties that may hold anything. Properties that the defaults leave empty may hold anything too. */
const OPEN: ReadonlySet<string> = new Set([
  'dialogs',
  'lastContentEventNotification.originatorClientProperties',
  'context.clientProperties',
]);
/** The payloads to which the vendor of a bot adds fields. */
const OPEN_EVENTS: ReadonlySet<string> = new Set(['botPreHook', 'botPostHook']);

/** Whether the payload of an event may have fields that are not known here. */
export function isOpenEvent(name: string): boolean {
  return OPEN_EVENTS.has(name);
}

/**
 * Refuses keys that the payload of an event does not have, at any depth.
 *
 * @param defaults the payload as the builder makes it
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the key and the nearest known one
 */
export function checkKeys(name: string, defaults: Model, overrides: Model): void {
  if (isOpenEvent(name)) return;
  check(name, 'general' in defaults ? conversation() : defaults, overrides, []);
}

function check(name: string, model: unknown, given: unknown, path: readonly PropertyKey[]): void {
  if (OPEN.has(path.join('.'))) return;
  if (Array.isArray(given) && Array.isArray(model)) {
    for (const [index, entry] of given.entries()) check(name, model[0], entry, [...path, index]);
    return;
  }
  if (!isPlainRecord(model) || !isPlainRecord(given)) return;
  const known = Object.keys(model);
  // The fields of a part that the defaults leave empty are not known.
  if (known.length === 0) return;
  for (const [key, value] of Object.entries(given)) {
    const place = [...path, key];
    if (!known.includes(key)) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `events.${name}: the payload has no ${formatKeyPath(place)}${nameHint(key, known)}. To take a payload that was ` +
          `captured as it is, pass events.${name}({ payload }).`,
      );
    }
    check(name, model[key], value, place);
  }
}
