// The process in which `lp-faas-toolbelt invoke` runs a lambda. It loads no more than that takes.
import type { ChildMessage, ParentMessage } from './messages';
import { runRequest } from './run-request';

const tell = (message: ChildMessage): void => void process.send?.(message);

process.on('message', (message: ParentMessage) => {
  if (message.type === 'ping') return tell({ type: 'pong' });
  // From here on the channel alone must not keep the process alive.
  process.channel?.unref();
  void runRequest(message.request, tell);
});
// The parent was killed, so nobody waits for an answer.
process.once('disconnect', () => process.exit());
