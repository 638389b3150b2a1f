import { getOrAdd } from '../internal/get-or-add';

/** One block of a PEM text, from its BEGIN line to its END line. */
export interface PemBlock {
  /** The label of the BEGIN line, such as `CERTIFICATE` or `RSA PRIVATE KEY`. */
  label: string;
  text: string;
}

const END = /^-----END ([A-Z\d ]+)-----$/;
const BEGIN = /^-----BEGIN ([A-Z\d ]+)-----$/;

/** The blocks of a PEM text. Indented lines, as in template literals, and any line ends are accepted. */
export function pemBlocks(content: Buffer): PemBlock[] {
  const lines = content
    .toString()
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  const blocks: PemBlock[] = [];
  // The END lines are collected first, so that the text is read only once, however many BEGIN lines it has.
  const ends = endLines(lines);
  for (let start = 0; start < lines.length; start += 1) {
    const label = BEGIN.exec(lines[start] ?? '')?.[1];
    if (label === undefined) continue;
    const rest = ends.get(label) ?? [];
    while ((rest.at(-1) ?? Number.POSITIVE_INFINITY) <= start + 1) rest.pop();
    const end = rest.at(-1);
    if (end === undefined) continue;
    blocks.push({ label, text: `${lines.slice(start, end + 1).join('\n')}\n` });
    start = end;
  }
  return blocks;
}

/** For each label, the numbers of its END lines, the last line first. */
function endLines(lines: readonly string[]): Map<string, number[]> {
  const ends = new Map<string, number[]>();
  for (let line = lines.length - 1; line >= 0; line -= 1) {
    const label = END.exec(lines[line] ?? '')?.[1];
    if (label !== undefined) getOrAdd(ends, label, () => []).push(line);
  }
  return ends;
}

/** The kind of PEM block that was expected, for {@link explainPem}. */
export interface WantedPem {
  /** The thing in the words of a message, such as `a certificate`. */
  thing: string;
  /** The label of the BEGIN line. */
  label: string;
  /** The openssl command that converts it from DER. */
  fromDer: string;
  /** The openssl command that takes it out of a PKCS #12 file. */
  fromPkcs12: string;
}

const FOUND: readonly [pattern: RegExp, words: string][] = [
  [/PRIVATE KEY$/, 'a private key'],
  [/PUBLIC KEY$/, 'a public key'],
  [/CERTIFICATE REQUEST$/, 'a certificate request (CSR), not yet signed by an authority'],
  [/^((X509|TRUSTED) )?CERTIFICATE$/, 'a certificate'],
];

/**
 * Says what the content is instead of the expected PEM block, and how to convert it. The caller puts the text after "is ". The text quotes
 * nothing of the content, because it may be a private key.
 */
export function explainPem(content: Buffer, wanted: WantedPem): string {
  const label = pemBlocks(content)[0]?.label;
  if (label === undefined) return explainNoPem(content, wanted);
  const words = FOUND.find(([pattern]) => pattern.test(label))?.[1] ?? `a PEM block "${label}"`;
  return `${words}, where ${wanted.thing} belongs`;
}

function explainNoPem(content: Buffer, { thing, label, fromDer, fromPkcs12 }: WantedPem): string {
  const text = content.toString().trim();
  if (isDer(content)) {
    return isPkcs12(content)
      ? `PKCS #12 (.p12, .pfx), not PEM: take ${thing} out with "${fromPkcs12}"`
      : `DER, not PEM: convert it with "${fromDer}"`;
  }
  const begin = text.indexOf('-----BEGIN ');
  if (begin !== -1 && /^[^\n]*\\n/.test(text.slice(begin))) {
    return 'PEM with the two characters "\\n" instead of its line breaks: pass value.replace(/\\\\n/g, "\\n")';
  }
  if (text.includes('-----BEGIN ')) {
    if (!text.includes('-----END '))
      return `PEM that is cut off: its line "-----END ${label}-----" is missing`;
    return /[\r\n]/.test(text)
      ? `PEM with a damaged BEGIN or END line: each of "-----BEGIN ${label}-----" and "-----END ${label}-----" is a line`
      : 'PEM on one line: its line breaks are missing, put them back';
  }
  if (text.includes('-----END '))
    return `PEM that is cut off: its line "-----BEGIN ${label}-----" is missing`;
  if (text.startsWith('LS0tLS1CRUdJTi')) return 'PEM in base64: pass Buffer.from(value, "base64")';
  if (/^MI[\w+/=\s]{60,}$/.test(text)) return `base64 without the line "-----BEGIN ${label}-----"`;
  if (/^[^\n]{1,500}\.(pem|crt|cer|key|der|p12|pfx)$/i.test(text)) {
    return 'a file name: pass what is in the file, such as fs.readFileSync(name)';
  }
  return `not PEM: it has no line "-----BEGIN ${label}-----"`;
}

/** Whether the content starts with an ASN.1 SEQUENCE, either as bytes or as bytes that were decoded as text. */
function isDer(content: Buffer): boolean {
  const [first, second = 0, third = 0] = content;
  if (first !== 0x30) return false;
  const isLong = second >= 0x81 && second <= 0x84;
  const isText = second === 0xc2 || (second === 0xef && third === 0xbf);
  return isLong || isText || second === content.length - 2;
}

/** PKCS #12 starts with version 3. A certificate starts with another SEQUENCE, and a key with version 0 or 1. */
function isPkcs12(content: Buffer): boolean {
  return content.subarray(2, 12).includes(Buffer.from([0x02, 0x01, 0x03]));
}
