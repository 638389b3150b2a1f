// What the page uses of Preact and of diff.
export { diffLines } from 'diff';
export type { ComponentChildren } from 'preact';
export { render } from 'preact';
export { useCallback, useEffect, useId, useRef, useState } from 'preact/hooks';
