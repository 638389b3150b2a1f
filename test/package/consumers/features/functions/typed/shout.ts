type Text = string;

export function shout(text: Text): Text {
  return `${text.toUpperCase()}!`;
}
