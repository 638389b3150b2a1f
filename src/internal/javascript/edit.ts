import type MagicString from 'magic-string';

/** Changes parts of a text. Everything else stays as it is, byte by byte. */
export type TextEditor = MagicString;

export function editText(text: string): TextEditor {
  const { default: Editor } = require('#magic-string') as typeof import('magic-string');
  return new Editor(text);
}
