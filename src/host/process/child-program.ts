// Runs a function in a process of its own. The process ends with its host, whatever the function does.
import { endWithParent } from '../../internal/node/watchdog';
import { MessageBatch } from './channel/message-batch';
import type { ChildMessage, ParentMessage } from './channel/messages';
import { ChildRunner } from './child-runner';

const batch = new MessageBatch<ChildMessage>((messages) => {
  if (process.connected) process.send?.(messages, undefined, undefined, () => {});
});
const runner = new ChildRunner((message) => {
  batch.add(message);
  // A function may log and then hold the thread for ever, so its messages are sent at once. Messages of the event loop itself are
  // collected.
  if (message.type !== 'done' && message.type !== 'request') batch.flush();
});
process.on('message', (messages) => {
  for (const message of messages as ParentMessage[]) runner.receive(message);
});
endWithParent();
process.on('exit', () => batch.flush());
process.on('disconnect', () => process.exit());
// Ctrl+C reaches every process of the terminal. The host decides when this process ends.
process.on('SIGINT', () => {});
