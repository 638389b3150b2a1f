import type { NewFile } from '../../host/create/function-files';
import { TYPESCRIPT_PACKAGES, TYPESCRIPT_SCRIPTS, typeScriptTemplates } from './type-script';

/** The language of a new project. */
export type Language = 'js' | 'ts';

/** The versions that work on Node 20 too. */
const VITEST = '~4.1.12';
const NOCK = '~14.0.17';

/** A whitelist without hosts. */
const SETTINGS: NewFile = { path: 'functions/settings.json', text: json({ whitelist: [] }) };

/**
 * The files of a new project, without its package.json.
 * @param planned the files of its function in JavaScript
 * @param name name of the function
 */
export function projectFiles(planned: readonly NewFile[], name: string, language: Language): NewFile[] {
  if (language === 'js') return [SETTINGS, ...planned];
  const others = planned.filter(({ path }) => !path.endsWith('.js'));
  // What `build` writes is ignored by git.
  const withBuilt = (file: NewFile): NewFile =>
    file.path === '.gitignore' ? { ...file, text: `${file.text}functions/*/index.js\n` } : file;
  return [SETTINGS, ...typeScriptTemplates(name), ...others.map(withBuilt)];
}

/**
 * The part of a package.json that a project needs.
 * @param toolbelt where this package comes from. See `ownDependency`.
 */
export function manifestParts(toolbelt: string, language: Language) {
  const isTypeScript = language === 'ts';
  const packages = { 'lp-faas-toolbelt': toolbelt, nock: NOCK, vitest: VITEST };
  return {
    scripts: { ...(isTypeScript && TYPESCRIPT_SCRIPTS), test: 'vitest run' },
    devDependencies: { ...packages, ...(isTypeScript && TYPESCRIPT_PACKAGES) },
  };
}

/** A complete package.json. */
export function manifestTemplate(projectName: string, toolbelt: string, language: Language): NewFile {
  const parts = manifestParts(toolbelt, language);
  const manifest = { name: projectName, version: '0.0.0', private: true, ...parts };
  return { path: 'package.json', text: json(manifest) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
