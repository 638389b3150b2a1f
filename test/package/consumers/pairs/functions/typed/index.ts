import { Toolbelt } from 'lp-faas-toolbelt';

interface Payload {
  fails?: boolean;
}

export async function lambda(
  input: { payload: Payload },
  callback: (error: unknown, result?: string) => void,
) {
  if (input.payload.fails) throw new Error('on line 11');
  callback(null, `typed ${typeof Toolbelt.HTTPClient}`);
}
