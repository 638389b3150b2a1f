#!/usr/bin/env node
import { main } from './main';
import { processTerminal } from './terminal';

// In a pipe such as `| head`, the reader closes the stream early. That is not an error of this program.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
