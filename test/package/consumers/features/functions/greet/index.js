const { Toolbelt } = require('lp-faas-toolbelt');

// biome-ignore lint/correctness/noUnusedVariables: the platform finds a lambda by its name
async function lambda(input, callback) {
  const { value } = await Toolbelt.SecretClient().readSecret('greeting');
  if (input.payload.name === 'nobody') {
    callback(null, 'Who is there?');
    return;
  }
  callback(null, `${value} ${input.payload.name}`);
}
