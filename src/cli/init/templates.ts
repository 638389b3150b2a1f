import type { NewFile } from '../../host/create/function-files';

/** The lines that work on Node 20, too. */
const VITEST = '~4.1.12';
const NOCK = '~14.0.17';

/** A whitelist without hosts. */
export const SETTINGS: NewFile = { path: 'functions/settings.json', text: json({ whitelist: [] }) };

/**
 * The part of a package.json that a project needs.
 * @param toolbelt where this package comes from: see `ownDependency`
 */
export function manifestParts(toolbelt: string) {
  return {
    scripts: { test: 'vitest run' },
    devDependencies: { 'lp-faas-toolbelt': toolbelt, nock: NOCK, vitest: VITEST },
  };
}

/** A whole package.json. */
export function manifestTemplate(projectName: string, toolbelt: string): NewFile {
  const manifest = { name: projectName, version: '0.0.0', private: true, ...manifestParts(toolbelt) };
  return { path: 'package.json', text: json(manifest) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
