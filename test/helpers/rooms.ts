const BASE = ['errors', 'internal'];
const HTTP = ['http', 'config', ...BASE];
const CLIENT = {
  liveperson: HTTP,
  secrets: HTTP,
  context: HTTP,
  salesforce: HTTP,
  mtls: HTTP,
  conversation: HTTP,
  'functions-client': HTTP,
  sde: ['conversation', ...HTTP],
  orchestrator: ['liveperson', 'conversation', ...HTTP],
  gdpr: ['liveperson', 'conversation', ...HTTP],
};

/** The rooms that hold one client each. docs/architecture.md calls them "the clients". */
export const CLIENTS = Object.keys(CLIENT);

const WIRING = [...CLIENTS, ...HTTP, 'events'];
const BELOW_CLI: Record<string, readonly string[]> = {
  internal: [],
  errors: ['internal'],
  events: ['internal'],
  migrate: ['internal'],
  config: BASE,
  runtime: ['events', ...BASE],
  http: ['config', ...BASE],
  ...CLIENT,
  container: WIRING,
  toolbelt: [...WIRING, 'container'],
  v2: [...WIRING, 'container'],
  index: [...WIRING, 'container', 'toolbelt'],
  // The test kit reaches the library through the facade, as its users do: it works for them by no secret door.
  testing: ['runtime', 'toolbelt', 'events', ...BASE],
  // The process of a function configures the facade that the function gets. Only src/host/test-kit.ts uses the test kit.
  host: ['testing', 'runtime', 'toolbelt', 'config', 'events', ...BASE],
  // An adapter is a host in the process of somebody else's engine.
  adapters: ['host'],
};

/** The rooms of src/ from the bottom up, and the rooms that each may import from; docs/architecture.md shows them. */
export const ARROWS: Record<string, readonly string[]> = {
  ...BELOW_CLI,
  // It runs in a browser: of the host it imports the shapes of the observation API alone, and only types.
  page: ['host'],
  cli: Object.keys(BELOW_CLI).filter((room) => room !== 'functions-client'),
};

/** The stages of src/http from the bottom up, and the stages that each may import from. */
export const STAGES: Record<string, readonly string[]> = {
  wire: [],
  rules: ['wire'],
  response: ['wire'],
  request: ['response', 'wire'],
  'http-log': ['rules'],
  admission: ['http-log', 'rules', 'wire'],
  'http-core': ['admission', 'http-log', 'rules', 'wire'],
  redirects: ['http-core', 'http-log', 'request', 'response', 'wire'],
  promise: ['http-core', 'redirects', 'request', 'response', 'wire'],
  client: ['http-core', 'http-log', 'promise', 'request', 'response', 'wire'],
};
