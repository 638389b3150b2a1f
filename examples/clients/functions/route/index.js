async function lambda(input, callback) {
  // Calls a LivePerson API: the client finds the host, and signs the call with the secret lp-faas-default-app-key.
  try {
    const path = `/api/account/${process.env.BRAND_ID}/configuration/le-users/skills?v=2.0`;
    const skills = await lpClient(LpServices.ACCOUNT_CONFIG_READ_ONLY, path, { method: 'GET', json: true });
    const skill = skills.find(({ name }) => name === input.payload.skill);
    if (!skill) throw new Error(`the account has no skill ${input.payload.skill}`);
    callback(null, { type: 'transfer', skillId: skill.id });
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();
