import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Configuration } from '../../config/configuration';
import { LOCAL_SETTINGS_NAME } from '../../config/defaults';
import { settingsPath as settingsVariable } from '../../config/env';
import type { SettingsFile } from '../../config/settings-file';
import { ToolbeltError } from '../../errors';
import { projectFolders } from '../project-files';
import { type Finding, ok, problem, warning } from './finding';

/** The settings of the project, and what was found about them. */
export interface SettingsCheck {
  readonly findings: Finding[];
  /** Undefined when they could not be read. */
  readonly settings: SettingsFile | undefined;
  /** The folder of the project's functions. It may be missing. */
  readonly functionsFolder: string;
  /** The settings files that exist. They may be unreadable. */
  readonly files: readonly string[];
}

/** Finds and parses the settings files in the same way as the toolbelt. */
export function checkSettings(cwd: string): SettingsCheck {
  const configuration = new Configuration();
  const path = configuration.settingsPath();
  const files = [path, join(dirname(path), LOCAL_SETTINGS_NAME)].filter((file) => existsSync(file));
  const functionsFolder = basename(dirname(path)) === 'functions' ? dirname(path) : join(cwd, 'functions');
  try {
    const settings = configuration.settings();
    const findings = settings.existing.map((file) => ok(`Settings file ${file}.`));
    return {
      findings: findings.length > 0 ? findings : [missing(path, cwd)],
      settings,
      functionsFolder,
      files,
    };
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    const cure = 'Correct the file at the place named; until then no call leaves and no secret is read.';
    return { findings: [problem(error.message, cure)], settings: undefined, functionsFolder, files };
  }
}

function missing(path: string, cwd: string): Finding {
  if (settingsVariable() !== undefined) {
    return problem(
      `LP_FAAS_SETTINGS names ${path}, which does not exist.`,
      'Correct the variable, or unset it.',
    );
  }
  const above = projectFolders(cwd)
    .slice(1)
    .map((folder) => join(folder, 'functions', 'settings.json'))
    .find((file) => existsSync(file));
  if (above !== undefined) {
    return warning(
      `There is no settings file ${path}, but there is ${above}.`,
      `Run from ${dirname(dirname(above))}, or set LP_FAAS_SETTINGS to that file.`,
    );
  }
  return warning(
    `There is no settings file ${path}: only LivePerson's own hosts can be called, and there are no secrets.`,
    'Write { "whitelist": [], "secrets": [] } to it, or run "lp-faas-toolbelt init" for a project with all of it.',
  );
}
