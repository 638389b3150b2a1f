import { functions } from 'lp-faas-toolbelt/testing/vitest';

// As vitest comes, and with the plugin of this package.
const include = ['lambda.vitest.mjs'];
export default {
  test: {
    projects: [
      { test: { name: 'plain', include } },
      { plugins: [functions()], test: { name: 'with functions', include } },
    ],
  },
};
