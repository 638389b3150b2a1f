// The program of a function's process.
import { keepCompiledCode } from '../../internal/node/compile-cache';

const FLUSH_AFTER_MS = 1_000;

// The rest is loaded below, so that its compiled code is kept too. It is written at once because the host ends this process with a signal.
const flush = keepCompiledCode();
setTimeout(flush, FLUSH_AFTER_MS).unref();
require('./child-program');
