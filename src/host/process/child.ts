// The program of a function's process. It ends with its host, whatever the function does.
import { ChildRunner } from './child-runner';
import type { ChildMessage, ParentMessage } from './messages';

const runner = new ChildRunner((message: ChildMessage) => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
});
process.on('message', (message) => void runner.receive(message as ParentMessage));
process.on('disconnect', () => process.exit());
// Ctrl+C reaches every process of the terminal. The host decides when this one ends.
process.on('SIGINT', () => {});
