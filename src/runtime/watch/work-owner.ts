import { dirname, join, sep } from 'node:path';

/** nock answers with its own timers and sockets. So does the package that nock is based on. */
const MOCKS = /[\\/]node_modules[\\/](nock[^\\/]*|@mswjs[\\/]interceptors)[\\/]/;
/** The packages through which MTLSClient and the functions client send. A lambda may also use them itself. */
const SENDERS = /[\\/](node_modules[\\/]undici[\\/]|vendor[\\/]got\.cjs$)/;
const OWN_FOLDER = dirname(dirname(__dirname)) + sep;
/** The parts of this package that run lambdas. They do no work for a lambda. */
const KIT_FOLDERS = ['runtime', 'testing', 'cli'].map((room) => join(OWN_FOLDER, room));
const MAX_FRAMES = 20;

/** Who has created a resource: the lambda, a client of the library that works for it, or a mock or the test kit. */
export type Owner = 'lambda' | 'client' | 'kit';

/** Who is creating a resource now. The innermost frame of the stack that is not Node's own decides. */
export function ownerNow(): Owner {
  const [file, ...callers] = callingFiles();
  if (file === undefined) return 'lambda';
  // A connection is opened while a client hands over its request.
  if (SENDERS.test(file)) return callers.some((caller) => isOwn(caller)) ? 'client' : 'lambda';
  if (MOCKS.test(file) || KIT_FOLDERS.some((folder) => file.startsWith(folder))) return 'kit';
  return isOwn(file) ? 'client' : 'lambda';
}

/** Whether a file belongs to a client, and not to the code that runs lambdas. */
function isOwn(file: string): boolean {
  return file.startsWith(OWN_FOLDER) && !KIT_FOLDERS.some((folder) => file.startsWith(folder));
}

/** The files on the stack that are not Node's, from the innermost. */
function callingFiles(): string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  Error.prepareStackTrace = (_error, sites) => sites;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, callingFiles);
  const sites = holder.stack as NodeJS.CallSite[];
  Error.stackTraceLimit = stackTraceLimit;
  if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
  else Reflect.deleteProperty(Error, 'prepareStackTrace');
  // Jest's sandbox evaluates a lambda as text, which has only the name of its source.
  const names = sites.map((site) => site.getFileName() ?? site.getScriptNameOrSourceURL());
  const files = names.map(pathOf).filter((name) => name !== undefined);
  // The innermost frames are those of the hook itself.
  return files.filter((name) => !name.startsWith('node:') && !HOOK_FILES.includes(name));
}

/** The files of the hook itself. The published package has them in one file, `watch/hooks`. */
const HOOK_FILES = [
  'watch/hooks',
  'watch/work-owner',
  'watch/open-work',
  'watch/fetch-calls',
  'hooks',
  'run',
  'run-context',
].flatMap((name) => ['.js', '.ts'].map((extension) => join(OWN_FOLDER, 'runtime', name + extension)));

function pathOf(name: string | null | undefined): string | undefined {
  return name?.startsWith('file://') ? decodeURI(name.slice('file://'.length)) : (name ?? undefined);
}
