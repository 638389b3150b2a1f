import { Toolbelt } from 'core-functions-toolbelt';
import crypto from 'crypto';
import { createHmac } from 'crypto';

async function lambda(input) {
  const client = Toolbelt.SecretClient();
  return client.readSecret('x')
    .then(({ value }) => createHmac('sha1', value).update(crypto.randomUUID()).digest('hex'));
}
