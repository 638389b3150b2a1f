// The parts that explain a wrong value. Most processes have no wrong value, so they are loaded only when there is one.

/** The schemas, which say what is wrong with a value. */
export function loadSchemas(): typeof import('./settings-schema') {
  return require('./settings-schema') as typeof import('./settings-schema');
}

/** The functions that find a place in the text of a JSON file. */
export function loadLocations(): typeof import('../internal/json-location') {
  return require('../internal/json-location') as typeof import('../internal/json-location');
}
