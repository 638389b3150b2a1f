import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { isOAuth2, parseCredentials } from '../../config/credentials';
import { DEFAULT_APP_KEY_SECRET, LOCAL_SETTINGS_NAME } from '../../config/defaults';
import type { SettingsFile } from '../../config/settings-file';
import { ToolbeltError } from '../../errors';
import type { GitState } from '../git';
import { type Finding, ok, problem, warning } from './finding';

/** Texts that people write while they do not have the secret yet. */
const PLACEHOLDER =
  /^(|<.*>|\[.*\]|\{\{.*\}\}|\$\{.*\}|\.{3,}|…|[x*]{3,}|(your|my)[-_ ].*|value|secret|password|token|(api[-_ ]?)?key|to-?do|tbd|none|placeholder|change[-_ ]?(me|it|this)|replace[-_ ]?(me|it|this)|insert[-_ ].*|(dummy|fake|example|sample|test)([-_ ].*)?)$/i;
const READABLE_BY_OTHERS = 0o077;

/**
 * Looks for placeholders among the secrets, and checks the app key. A finding says what is wrong with a value, but does not show the value.
 */
export function checkSecrets({ secrets }: SettingsFile): Finding[] {
  const real = [...secrets].filter(([key]) => key !== '');
  const count = real.length === 1 ? '1 secret' : `${real.length} secrets`;
  return [
    ok(`${count} in the settings.`),
    ...real.flatMap(([key, value]) => checkSecret(key, value)),
    ...checkAppKey(secrets.get(DEFAULT_APP_KEY_SECRET)),
  ];
}

function checkSecret(key: string, value: unknown): Finding[] {
  return placeholderFields(value)
    ? [warning(`Secret "${key}" looks like a placeholder.`, 'Put the real value in its place.')]
    : [];
}

/** Whether a value is a placeholder, or an object in which every field is a placeholder. */
function placeholderFields(value: unknown): boolean {
  if (typeof value === 'string') return PLACEHOLDER.test(value.trim());
  if (typeof value !== 'object' || value === null) return false;
  const fields = Object.values(value);
  return (
    fields.length > 0 && fields.every((field) => typeof field === 'string' && PLACEHOLDER.test(field.trim()))
  );
}

/**
 * Checks the app key that signs calls of LivePerson's services (docs/platform.md, "App keys",
 * "From V1 to V2").
 */
function checkAppKey(value: unknown): Finding[] {
  const name = `"${DEFAULT_APP_KEY_SECRET}"`;
  const create =
    'create an app installation with the client credentials grant, and keep { "client_id", "client_secret" }';
  if (value === undefined) {
    const what = `There is no secret ${name}: LpClient and what builds on it cannot sign.`;
    return [warning(what, `If the lambda calls LivePerson: ${create} in ${LOCAL_SETTINGS_NAME}.`)];
  }
  try {
    if (isOAuth2(parseCredentials(value, DEFAULT_APP_KEY_SECRET)))
      return [ok(`Secret ${name} is an OAuth 2 app key.`)];
    const what = `Secret ${name} is an OAuth 1.0 app key, which LivePerson has not accepted since 2026-05-31.`;
    return [warning(what, `Replace it: ${create}.`)];
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    return [problem(error.message, `Replace it: ${create}.`)];
  }
}

/**
 * Checks whether other people could read a file with secrets, through git or on this machine.
 * @param holdsSecrets false for a file without secrets. Undefined when the file could not be read.
 */
export function checkSecretsFile(
  file: string,
  state: GitState,
  holdsSecrets: boolean | undefined,
): Finding[] {
  if (holdsSecrets === false && basename(file) !== LOCAL_SETTINGS_NAME) return [];
  return [...gitFindings(file, state), ...(holdsSecrets ? modeFindings(file) : [])];
}

function gitFindings(file: string, state: GitState): Finding[] {
  const ignore = `add ${LOCAL_SETTINGS_NAME} to .gitignore`;
  const move =
    basename(file) === LOCAL_SETTINGS_NAME ? '' : `move the secrets to ${LOCAL_SETTINGS_NAME} beside it, `;
  switch (state) {
    case 'tracked': {
      const untrack = move === '' ? `run git rm --cached ${file}, ` : move;
      const cure = `Replace the secrets (git keeps the old ones for ever), ${untrack}and ${ignore}.`;
      return [problem(`${file} holds secrets, and git tracks it.`, cure)];
    }
    case 'not-ignored': {
      const cure = capitalised(move === '' ? `${ignore}.` : `${move}and ${ignore}.`);
      return [warning(`${file} holds secrets, and the next "git add ." adds it.`, cure)];
    }
    case 'ignored':
      return [ok(`${file} is ignored by git.`)];
    case 'no-git':
      return [ok(`git is not installed: nobody can say whether it would track ${file}.`)];
    case 'no-repository':
      return [ok(`${file} is in no repository that git can read.`)];
  }
}

/** Checks the permissions of the file. On Windows, the mode does not show them. */
function modeFindings(file: string): Finding[] {
  const mode = statSync(file).mode & 0o777;
  if (process.platform === 'win32' || (mode & READABLE_BY_OTHERS) === 0) return [];
  const what = `${file} holds secrets, and other users of this machine may read it (mode ${mode.toString(8)}).`;
  return [warning(what, `Run chmod 600 ${file}.`)];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
