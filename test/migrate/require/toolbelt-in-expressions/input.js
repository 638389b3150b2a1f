function lambda(input, callback) {
  const services = require('lp-faas-toolbelt').LpServices;
  const error = new (require('lp-faas-toolbelt').SecretError)('x');
  const any = require('lp-faas-toolbelt')[input.payload];
  const list = [require('lp-faas-toolbelt').Toolbelt.SDEUtil(), require('lp-faas-toolbelt').Toolbelt.GDPRUtil(), require('luxon').DateTime, require('luxon')];
  callback(null, [services, error, any, list]);
}
