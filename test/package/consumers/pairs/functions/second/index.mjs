import { Toolbelt } from 'core-functions-toolbelt';

export const lambda = async (input) => {
  if (input.payload.fails) throw new Error('on line 4');
  return `second ${typeof Toolbelt.SecretClient}`;
};
