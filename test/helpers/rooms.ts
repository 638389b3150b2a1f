/** The rooms that every other one may import. */
export const BASE = ['errors', 'internal'];
const PARTS = [...BASE, 'config', 'http', 'clients', 'conversation', 'events'];
/** The rooms of src/ from the bottom up, and the rooms that each may import values from; docs/architecture.md shows them. */
export const ARROWS: Record<string, readonly string[]> = {
  internal: [],
  errors: ['internal'],
  config: BASE,
  http: [...BASE, 'config'],
  clients: [...BASE, 'config', 'http'],
  conversation: [...BASE, 'config', 'http'],
  events: [],
  'functions-client': [...BASE, 'config', 'http'],
  container: PARTS,
  toolbelt: [...PARTS, 'container'],
  index: [...PARTS, 'container', 'toolbelt'],
  // What users of the test kit could do themselves, it does through the facade.
  testing: [...BASE, 'toolbelt'],
  cli: [...BASE, 'config', 'http', 'testing', 'toolbelt'],
};
