// The parts of Preact and of diff that the page uses.
export { diffLines } from 'diff';
export type { ComponentChildren } from 'preact';
export { render } from 'preact';
export { useCallback, useEffect, useId, useRef, useState } from 'preact/hooks';
