import crypto from 'crypto';
import util from 'util';

'use strict';
// header
/**
 * Doc.
 */
async function lambda(input) {
  'use strict';
  const hash = crypto.createHash('sha256').update(util.inspect(input.payload)).digest('hex'); // hash
  return hash; // the end
}
