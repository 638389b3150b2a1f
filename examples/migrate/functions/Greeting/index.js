'use strict';

async function lambda(input, callback) {
  const { Toolbelt } = require('lp-faas-toolbelt');
  const _ = require('lodash');
  try {
    const { value } = await Toolbelt.SecretClient().readSecret('greeting');
    const name = _.capitalize(_.get(input, 'payload.name', 'you'));
    callback(null, `${value}, ${name}! You write to account ${process.env.BRAND_ID}.`);
  } catch (error) {
    console.error('no greeting', error.code);
    callback('The greeting could not be read.');
  }
}

module.exports = { lambda };
