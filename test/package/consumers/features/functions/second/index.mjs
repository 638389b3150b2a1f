import { Toolbelt } from 'core-functions-toolbelt';

export const lambda = async () => Toolbelt.SecretClient();
