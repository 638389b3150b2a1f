import { realpathSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { ProjectFunction } from './project/project';

/** The watcher is loaded this much later, so that the first invocation need not wait for it. */
const START_AFTER_MS = 50;
/** The times of files are only exact to this many milliseconds. */
const CLOCK_MS = 20;
/**
 * Milliseconds to wait for further changes. Editors write a file in several steps, and tools write many files at once. chokidar does not
 * report a change that follows another one of the same file within 50 ms.
 */
const SETTLING_MS = 55;

/** What is not watched below the folder `functions`. */
const IGNORED = /[\\/](\.|node_modules([\\/]|$))/;
const CONFIG = /^(config|settings|settings\.local)\.json$/;

/** The parts that a watcher needs from its host. */
export interface WatcherParts {
  /** The folder `functions`. */
  readonly folder: string;
  /** The functions of the project at this moment. */
  functions(): readonly ProjectFunction[];
  /** Reads the project again, because a function was added or removed, or its configuration has changed. */
  readProject(): void;
  /** Called when changes may go unnoticed. */
  onProblem(message: string): void;
  /** Called when functions will be loaded again soon. */
  prepare(concerned: (known: ProjectFunction) => boolean): void;
  /** Loads the functions again whose files have changed. */
  reload(concerned: (known: ProjectFunction) => boolean): void;
}

/** Watches the files of a project, and the files outside of it that its functions have loaded. */
export class ProjectWatcher {
  readonly #parts: WatcherParts;
  /** The files that each function has loaded, by its id. */
  readonly #loaded = new Map<string, ReadonlySet<string>>();
  /** When the watch of each file outside of the project began. */
  readonly #outside = new Map<string, number>();
  /** The folders that are links, by the folders that they lead to. */
  readonly #links = new Map<string, string>();
  readonly #changed = new Set<string>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isProjectChanged = false;
  #isClosed = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  /** Starts soon. Changes since this call are noticed in any case, by the times of the files. */
  start(): void {
    const startedAt = Date.now() - CLOCK_MS;
    this.#timer = setTimeout(() => void this.#watch(startedAt), START_AFTER_MS);
  }

  async #watch(startedAt: number): Promise<void> {
    const { watch } = await import('chokidar');
    if (this.#isClosed) return;
    const root = dirname(realPath(this.#parts.folder));
    // The folder that holds the functions may go and come back, for example with a branch of git. Only its parent shows that.
    const watcher = watch(root, {
      alwaysStat: true,
      // A link may lead to a very large tree. The files that a function loads are watched at their real paths.
      followSymlinks: false,
      ignored: (path) => path !== root && this.#isIgnored(path),
    });
    this.#watcher = watcher;
    // Systems limit the number of watched files.
    watcher.on('error', (error) => {
      this.#parts.onProblem(
        `Not all files are watched, so changes may go unseen until the next start: ${(error as Error).message}.`,
      );
    });
    // Every file is reported once when its watch begins.
    let since = startedAt;
    watcher.once('ready', () => {
      since = Number.NEGATIVE_INFINITY;
    });
    watcher.on('all', (event, path, stats) => {
      if (/^add/.test(event) && (stats?.mtimeMs ?? 0) < (this.#outside.get(path) ?? since)) return;
      // When only the contents of a function's file change, the list of functions stays the same.
      if (isOfProject(path) && (event !== 'change' || CONFIG.test(basename(path))))
        this.#isProjectChanged = true;
      this.#note(path);
    });
    this.#watchLinks();
    for (const files of this.#loaded.values()) this.#watchOutside(files);
  }

  /** Call this with the files that a function has loaded. Those outside of `functions` are watched too. */
  loaded(uuid: string, files: readonly string[]): void {
    const loaded = new Set(files);
    this.#loaded.set(uuid, loaded);
    this.#watchOutside(loaded);
  }

  /** The folder `functions` and those of functions may be links. Their contents are watched where they are. */
  #watchLinks(): void {
    for (const folder of [this.#parts.folder, ...this.#parts.functions().map((known) => known.folder)]) {
      const real = realPath(folder);
      if (this.#shown(real) === folder) continue;
      this.#links.set(real, folder);
      this.#watcher?.add(real);
    }
  }

  /** The path of a file in the project, for its real path. */
  #shown(path: string): string {
    for (const [real, folder] of this.#links) {
      if (path === real || path.startsWith(real + sep)) return folder + path.slice(real.length);
    }
    return path;
  }

  #isIgnored(path: string): boolean {
    const { folder } = this.#parts;
    const shown = this.#shown(path);
    if (shown !== folder && !shown.startsWith(folder + sep)) return !this.#outside.has(path);
    // Only the part of the path below the folder counts, because the folder itself may be in one whose name begins with a dot.
    return IGNORED.test(shown.slice(folder.length));
  }

  #watchOutside(files: ReadonlySet<string>): void {
    if (!this.#watcher) return;
    const outside = [...files].filter((file) => !file.startsWith(this.#parts.folder + sep));
    for (const file of outside) this.#outside.set(file, Date.now() - CLOCK_MS);
    if (outside.length > 0) this.#watcher.add(outside);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#watcher?.close();
  }

  #note(path: string): void {
    const paths = [path, this.#shown(path)];
    for (const each of paths) this.#changed.add(each);
    this.#parts.prepare(this.#concernedBy(paths));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), SETTLING_MS);
  }

  #settle(): void {
    const paths = [...this.#changed];
    this.#changed.clear();
    if (this.#isProjectChanged) {
      this.#parts.readProject();
      this.#watchLinks();
    }
    this.#isProjectChanged = false;
    this.#parts.reload(this.#concernedBy(paths));
  }

  #concernedBy(paths: readonly string[]): (known: ProjectFunction) => boolean {
    return ({ folder, uuid }) =>
      paths.some((path) => path.startsWith(folder + sep) || this.#loaded.get(uuid)?.has(path));
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function isOfProject(path: string): boolean {
  return CONFIG.test(basename(path)) || /^index\.[cm]?[jt]s$/.test(basename(path));
}
