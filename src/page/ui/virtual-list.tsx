import { type ComponentChildren, useEffect, useRef, useState } from '../preact';

/** How many rows outside of the visible part are rendered, for smooth scrolling. */
const SPARE = 10;

/** A long list of rows with one height. Only the visible rows are in the page. */
export function VirtualList<Row>({ label, rows, rowHeight, render }: VirtualListProps<Row>) {
  const frame = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const look = () => {
    const element = frame.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const end = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable with the keyboard.
    <section class="virtual" ref={frame} onScroll={look} tabIndex={0} aria-label={label}>
      {/* biome-ignore lint/a11y/noRedundantRoles: a list without markers is none for some screen readers. */}
      <ol role="list" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, end).map((row, index) => (
          <li
            key={first + index}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            style={{ top: `${(first + index) * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {render(row)}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface VirtualListProps<Row> {
  label: string;
  rows: readonly Row[];
  /** In pixels. */
  rowHeight: number;
  render(row: Row): ComponentChildren;
}
