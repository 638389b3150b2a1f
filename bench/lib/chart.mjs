// Bar charts as SVG: readable on light and dark pages, and by screen readers.

const WIDTH = 800;
const LABELS = 350;
/** A wide guess: fonts differ. */
const CHARACTER = 8;
const BAR = 18;
const LINE = 26;
const MARGIN = 16;

const STYLE = `
  .page { fill: #ffffff; stroke: #d0d7de; }
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .group { font-weight: 600; }
  .bar { fill: #8c959f; }
  .ours { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; stroke: #30363d; }
    text { fill: #e6edf3; }
    .bar { fill: #6e7681; }
    .ours { fill: #4493f8; }
  }
`;

/**
 * Horizontal bars with their values, in groups that share one scale unless `ownScale` is set.
 * @param chart `{ title, description, groups: [{ title?, bars: [{ label, value, text, ours? }] }], ownScale? }`
 */
export function renderChart({ title, description, groups, ownScale = false }) {
  const largest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  // What stands behind the longest bar must fit as well.
  const longest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ text: shown }) => shown.length)));
  const room = WIDTH - LABELS - longest * CHARACTER - MARGIN;
  const lines = [];
  let y = MARGIN + LINE;
  for (const { title: heading, bars } of groups) {
    if (heading) {
      y += LINE / 2;
      lines.push(text(MARGIN, y + BAR - 5, heading, 'group'));
      y += LINE;
    }
    const scale = ownScale ? Math.max(...bars.map(({ value }) => value)) : largest;
    for (const bar of bars) {
      lines.push(...drawBar(bar, y, scale, room));
      y += LINE;
    }
  }
  const height = y + MARGIN;
  const spoken = groups
    .map(({ title: heading, bars }) => `${heading ? `${heading}: ` : ''}${bars.map(sayBar).join(', ')}.`)
    .join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(`${description} ${spoken}`)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    text(MARGIN, MARGIN + 10, title, 'title'),
    ...lines,
    '</svg>\n',
  ].join('\n');
}

function drawBar({ label, value, text: shown, ours }, y, scale, room) {
  const width = Math.max(1, scale > 0 ? (value / scale) * room : 0).toFixed(1);
  return [
    text(MARGIN, y + BAR - 5, label),
    `<rect class="${ours ? 'bar ours' : 'bar'}" x="${LABELS}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
    text(LABELS + Number(width) + 6, y + BAR - 5, shown),
  ];
}

function sayBar({ label, text: shown }) {
  return `${label} ${shown}`;
}

function text(x, y, content, style) {
  return `<text${style ? ` class="${style}"` : ''} x="${x}" y="${y}">${escaped(content)}</text>`;
}

function escaped(content) {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
