// The variables that only the command line reads. src/config/env.ts reads those of the toolbelt.

/** Whether FORCE_COLOR and NO_COLOR ask for colours. FORCE_COLOR comes first, as in Node. Undefined when neither is set. */
export function colourWish(): boolean | undefined {
  const { FORCE_COLOR: force, NO_COLOR: none } = process.env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return none !== undefined && none !== '' ? false : undefined;
}

/** NODE_EXTRA_CA_CERTS: a PEM file of certificate authorities that Node trusts in addition to its own. */
export function extraCaFile(): string | undefined {
  return process.env.NODE_EXTRA_CA_CERTS || undefined;
}

/** The name of the variable that gives the account. src/config/env.ts reads its value. */
export function accountVariable(): 'BRAND_ID' | 'X_LIVEPERSON_BRAND_ID' {
  return process.env.BRAND_ID ? 'BRAND_ID' : 'X_LIVEPERSON_BRAND_ID';
}

/** SUDO_UID: the user who became root with sudo, if there is one. */
export function sudoUser(): number[] {
  const { SUDO_UID: id = '' } = process.env;
  return /^\d+$/.test(id) ? [Number(id)] : [];
}

/** The environment for a child process: the variables of this process, overridden by `values`. */
export function environmentWith(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...values };
}

/**
 * The environment for git. It has `values` and the variables of this process, without the variables of git, because these could name
 * another repository or another configuration. Git asks no questions and fetches nothing.
 */
export function environmentForGit(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(others),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...values,
  };
}
