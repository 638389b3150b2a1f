import { WebSocket } from 'undici';
import { onTestFinished } from 'vitest';

const AGAIN_MS = 500;

/** A message of the inspector protocol. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into parameters of any shape.
export type InspectorMessage = { method?: string; params?: any };

/**
 * Connects to a program as its debugger, and lets it run if it waits for one. On a busy machine Node may miss the order to run, so it is
 * given again until the program stops somewhere, or ends.
 *
 * @returns the connection, and a function that sends an order
 */
export function attachDebugger(
  url: string,
  onMessage: (message: InspectorMessage) => void = () => {},
): { socket: WebSocket; send(method: string): void } {
  const socket = new WebSocket(url);
  let lastId = 0;
  const send = (method: string): void => {
    lastId += 1;
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id: lastId, method }));
  };
  const run = () => send('Runtime.runIfWaitingForDebugger');
  const again = setInterval(run, AGAIN_MS);
  const stop = () => clearInterval(again);
  socket.addEventListener('open', () => {
    for (const method of ['Runtime.enable', 'Debugger.enable']) send(method);
    run();
  });
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as InspectorMessage;
    if (message.method === 'Debugger.paused') stop();
    onMessage(message);
  });
  socket.addEventListener('close', stop);
  socket.addEventListener('error', stop);
  onTestFinished(() => {
    stop();
    socket.close();
  });
  return { socket, send };
}
