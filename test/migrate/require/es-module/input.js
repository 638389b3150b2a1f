import { Toolbelt, LpServices, SecretError } from 'lp-faas-toolbelt';
import _ from 'lodash';
export async function lambda(input) {
  const result = await Toolbelt.LpClient()(LpServices.MSG_HIST, '/x', { method: 'GET', json: true });
  return _.get(result, 'a');
}
