import * as toolbelt from "core-functions-toolbelt";
import { Toolbelt as TB, LpServices as Services } from "core-functions-toolbelt";
const limit = 3;

async function lambda(input) {
  return [typeof TB, typeof toolbelt.Toolbelt, Services.MSG_HIST, limit];
}
