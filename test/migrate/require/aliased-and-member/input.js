const toolbelt = require("lp-faas-toolbelt");
const { Toolbelt: TB } = require("lp-faas-toolbelt");
const Services = require("lp-faas-toolbelt").LpServices, limit = 3;

function lambda(input, callback) {
  callback(null, [typeof TB, typeof toolbelt.Toolbelt, Services.MSG_HIST, limit]);
}
