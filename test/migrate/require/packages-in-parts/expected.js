import jsonwebtoken from 'jsonwebtoken';
import OAuth from 'oauth-1.0a';
import { DateTime } from 'luxon';

const { sign } = jsonwebtoken;
async function lambda(input) {
  return sign({ a: 1 }, 's') + OAuth.name + DateTime.now().toISO();
}
