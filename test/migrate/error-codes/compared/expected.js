import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  try {
    await Toolbelt.SecretClient().readSecret('x');
    return 'found';
  } catch (error) {
    if (error.code === 'com.liveperson.faas.secret.not-found') return 'not there';
    // migrate: [error-codes] V2 has no counterpart of the code com.liveperson.faas.es.missinglambda.
    if (error.code === 'com.liveperson.faas.es.missinglambda') return 'no lambda';
    if (error.code === "com.customer.faas.function.threw-error") return 'failed';
    throw error;
  }
}
