// Inputs that the user saved. They stay in this browser.

const KEY = 'lp-faas-toolbelt:payloads';

/** The saved inputs as JSON, by name. */
export type Payloads = Readonly<Record<string, string>>;

export function savedPayloads(): Payloads {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Payloads) : {};
  } catch {
    return {};
  }
}

export function savePayload(name: string, text: string): Payloads {
  return write({ ...savedPayloads(), [name]: text });
}

export function deletePayload(name: string): Payloads {
  const { [name]: _deleted, ...rest } = savedPayloads();
  return write(rest);
}

function write(payloads: Payloads): Payloads {
  localStorage.setItem(KEY, JSON.stringify(payloads));
  return payloads;
}
