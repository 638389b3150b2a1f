// The page of the benchmarks, as Markdown.
import { cpus, release } from 'node:os';

const INTRODUCTION = `# Benchmarks

What the library costs beside others, and the budget that each figure is held to. Everything here is written by
\`npm run bench\`, charts included. The rows of one table were measured in one run, in turns, as medians. Absolute
figures depend on the machine; the ratios beside them hardly do.
`;

const REPEAT = `## How to repeat

\`npm run bench\` measures everything and writes this page (about ten minutes; nothing else should run meanwhile).
\`npm run bench -- --only calls,memory\` measures some and prints them, \`npm run bench -- --quick\` goes through
everything with too few rounds to mean anything. \`--out folder\` writes the page to another place.
`;

/** @param tables as the benchmarks return them */
export function renderPage(tables, { quick }) {
  const warning = quick ? ['**A quick run: too few rounds for figures that mean anything.**\n'] : [];
  return [INTRODUCTION, ...warning, `${machine()}\n`, ...tables.map(renderTable), REPEAT].join('\n');
}

function machine() {
  const date = new Date().toISOString().slice(0, 10);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return (
    `Measured with Node ${process.versions.node} (V8 ${process.versions.v8}) on ${process.platform} ${release()}, ` +
    `${cpus().length} cores (${model}), on ${date}.`
  );
}

/**
 * One table: `title`, `text`, `head`, `rows`, and if there are any `budgets`, `remarks` (`{ applies, text }`: only
 * what applies is shown) and a `chart`.
 */
export function renderTable({ title, text, head, rows, budgets = [], remarks = [], chart }) {
  const parts = [`## ${title}`, text];
  if (chart) parts.push(`![${chart.title}](charts/${chart.file})`);
  if (head) parts.push(tableOf(head, rows));
  if (budgets.length > 0) parts.push(tableOf(['budget', 'measured', 'limit', ''], budgets.map(budgetRow)));
  for (const { applies, text: remark } of remarks) if (applies) parts.push(remark);
  return `${parts.join('\n\n')}\n`;
}

/** A budget as a row of its table, with the verdict. */
export function budgetRow({ name, value, limit, unit, atLeast = false }) {
  return [
    name,
    `${value.toFixed(2)} ${unit}`,
    `${atLeast ? '≥' : '≤'} ${Number(limit.toFixed(2))} ${unit}`,
    (atLeast ? value >= limit : value <= limit) ? 'met' : '**missed**',
  ];
}

function tableOf(head, rows) {
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
