import { randomUUID as uuidv4 } from 'crypto';

async function lambda(input) {
  return uuidv4();
}
