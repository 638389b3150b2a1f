import { basename, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { ProjectFunction } from './project/project';

/** Editors write a file in several steps, and tools write many files at once. */
const SETTLING_MS = 30;

const CONFIG = 'config.json';

/** What a watcher needs from its host. */
export interface WatcherParts {
  /** The folder `functions`. */
  readonly folder: string;
  /** Reads the project again: a function was added, removed or configured. */
  readProject(): void;
  /** Functions will be loaded again soon. */
  prepare(concerned: (known: ProjectFunction) => boolean): void;
  /** Loads functions again whose files have changed. */
  reload(concerned: (known: ProjectFunction) => boolean): void;
}

/** Watches the files of a project, and those outside of it that its functions have loaded. */
export class ProjectWatcher {
  readonly #parts: WatcherParts;
  /** The files that each function has loaded, by its id. */
  readonly #loaded = new Map<string, ReadonlySet<string>>();
  readonly #changed = new Set<string>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isProjectChanged = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  /** Resolves when every further change is seen. */
  async start(): Promise<void> {
    const { watch } = await import('chokidar');
    const { folder } = this.#parts;
    const watcher = watch(folder, {
      ignoreInitial: true,
      // Below the folder itself: the project may be in a folder whose name begins with a dot.
      ignored: (path) => /[\\/](\.|node_modules([\\/]|$))/.test(path.slice(folder.length)),
    });
    this.#watcher = watcher;
    watcher.on('all', (event, path) => {
      // Another content of a function's file does not change what the project consists of.
      if (isOfProject(path) && (event !== 'change' || basename(path) === CONFIG))
        this.#isProjectChanged = true;
      this.#note(path);
    });
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  }

  /** A function has loaded these files. Those that are outside of `functions` are watched, too. */
  loaded(uuid: string, files: readonly string[]): void {
    this.#loaded.set(uuid, new Set(files));
    const outside = files.filter((file) => !file.startsWith(this.#parts.folder + sep));
    if (outside.length > 0) this.#watcher?.add(outside);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher?.close();
  }

  #note(path: string): void {
    this.#changed.add(path);
    this.#parts.prepare(this.#concernedBy([path]));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), SETTLING_MS);
  }

  #settle(): void {
    const paths = [...this.#changed];
    this.#changed.clear();
    if (this.#isProjectChanged) this.#parts.readProject();
    this.#isProjectChanged = false;
    this.#parts.reload(this.#concernedBy(paths));
  }

  #concernedBy(paths: readonly string[]): (known: ProjectFunction) => boolean {
    return ({ folder, uuid }) =>
      paths.some((path) => path.startsWith(folder + sep) || this.#loaded.get(uuid)?.has(path));
  }
}

function isOfProject(path: string): boolean {
  return basename(path) === CONFIG || /^index\.[cm]?[jt]s$/.test(basename(path));
}
