#!/usr/bin/env node
import { keepCompiledCode } from '../internal/node/compile-cache';

// The rest is loaded after this call, so that its compiled code is kept.
keepCompiledCode();
const { main } = require('./main') as typeof import('./main');
const { processTerminal } = require('./terminal') as typeof import('./terminal');

// In a pipe such as `| head`, the reader closes the stream early. That is not an error of this program.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
