import { Toolbelt } from 'core-functions-toolbelt';
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input) {
  // migrate: [open-work] Nothing waits for this work. V2 may stop it when the function returns: put await before it.
  sdeUtil.addSDEs([], 'v', 's');
  return 'ok';
}
