import { shout } from './shout.ts';

interface Payload {
  name: string;
}

export async function lambda(input: { payload: Payload }): Promise<string> {
  const name: string = input.payload.name;
  if (name === 'nobody') {
    return 'Who is there?';
  }
  return shout(name);
}
