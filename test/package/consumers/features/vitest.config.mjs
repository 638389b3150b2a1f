import { functions } from 'lp-faas-toolbelt/testing/vitest';

export default {
  plugins: [functions()],
  test: { include: ['*.vitest.mjs'], coverage: { reporter: 'json' } },
};
