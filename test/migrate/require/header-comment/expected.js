/*
 * Copyright of somebody.
 */

import { DateTime } from 'luxon';

// Tells the time.
async function lambda(input) {
  return DateTime.now().toISO();
}
