import { ErrorCodes } from 'core-functions-toolbelt';
// migrate: [error-codes] ErrorCodes has other names in V2. Compare error.code with the text of the code.
const { Secret } = ErrorCodes;
async function lambda(input) {
  return [Secret.NOT_FOUND, 'com.liveperson.faas.secret.not-found', 'com.liveperson.faas.gdpr-util-general'];
}
