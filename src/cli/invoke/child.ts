// The process in which `lp-faas-toolbelt invoke` runs a lambda. It loads only what it needs for that.

import { endWithParent } from '../../internal/node/watchdog';
import type { ChildMessage, ParentMessage } from './messages';
import { runRequest } from './run-request';

const tell = (message: ChildMessage): void => void process.send?.(message);

process.on('message', (message: ParentMessage) => {
  if (message.type === 'ping') return tell({ type: 'pong' });
  // Without this, the channel to the parent would keep the process alive after the lambda has ended.
  process.channel?.unref();
  void runRequest(message.request, tell);
});
endWithParent();
// The parent has ended, so nobody waits for an answer.
process.once('disconnect', () => process.exit());
