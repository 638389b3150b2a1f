#!/usr/bin/env node
import { main } from './main';
import { processTerminal } from './terminal';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
