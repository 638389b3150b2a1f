/*
 * Copyright of somebody.
 */

// Tells the time.
function lambda(input, callback) {
  const { DateTime } = require('luxon');
  callback(null, DateTime.now().toISO());
}
