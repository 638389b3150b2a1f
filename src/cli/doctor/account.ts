import { accountId } from '../../config/env';
import { accountVariable } from '../environment';
import { type Finding, ok, warning } from './finding';

/** The account that LivePerson's services are called for. */
export function checkAccount(): Finding[] {
  const account = accountId();
  if (account === undefined) {
    const what = 'No account is set: every client of a LivePerson service will refuse to work.';
    return [
      warning(
        what,
        'Set the environment variable BRAND_ID to your account id, as in export BRAND_ID=12345678.',
      ),
    ];
  }
  const found = `Account ${JSON.stringify(account)} from ${accountVariable()}`;
  // The id of some accounts is "le" followed by digits.
  if (/^(le)?\d+$/i.test(account)) return [ok(`${found}.`)];
  return [
    warning(
      `${found} does not look like an account id.`,
      'Account ids are digits, as in 12345678: check it.',
    ),
  ];
}
