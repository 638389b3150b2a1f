import { describe, expect, it } from 'vitest';
import { explainPem, pemBlocks } from '../../src/mtls/mtls-pem';

const block = (label: string, body = 'AAAA', end = label) =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${end}-----\n`;
const WANTED = { thing: 'a THING', label: 'LABEL', fromDer: 'from-der', fromPkcs12: 'from-p12' };
const explained = (content: string | Buffer) => explainPem(Buffer.from(content as string), WANTED);

describe('the blocks of a text', () => {
  it.each<[what: string, text: string, found: [label: string, text: string][]]>([
    ['none', 'text', []],
    ['one', block('A'), [['A', block('A')]]],
    [
      'two',
      `x\n${block('A')}y\n${block('B 2')}z`,
      [
        ['A', block('A')],
        ['B 2', block('B 2')],
      ],
    ],
    [
      'two of a kind',
      block('A', '1') + block('A', '2'),
      [
        ['A', block('A', '1')],
        ['A', block('A', '2')],
      ],
    ],
    ['with the line ends of Windows', block('A').replaceAll('\n', '\r\n'), [['A', block('A')]]],
    ['with the line ends of old Macs', block('A').replaceAll('\n', '\r'), [['A', block('A')]]],
    ['with indentation', block('A').replaceAll(/^/gm, ' \t'), [['A', block('A')]]],
    ['without an end', '-----BEGIN A-----\nAAAA', []],
    ['with an empty body', '-----BEGIN A-----\n-----END A-----\n', []],
    ['with the end of another', block('A', 'x', 'B') + block('C'), [['C', block('C')]]],
    [
      'in each other',
      '-----BEGIN A-----\n-----BEGIN A-----\nx\n-----END A-----',
      [['A', '-----BEGIN A-----\n-----BEGIN A-----\nx\n-----END A-----\n']],
    ],
    ['with an end before', `-----END A-----\n${block('A')}`, [['A', block('A')]]],
    ['in small letters', block('a'), []],
  ])('%s', (_what, text, found) => {
    expect(pemBlocks(Buffer.from(text)).map(({ label, text: own }) => [label, own])).toEqual(found);
  });
});

describe('what a content is instead', () => {
  const where = 'where a THING belongs';
  const P12 = 'PKCS #12 (.p12, .pfx), not PEM: take a THING out with "from-p12"';
  const DER = 'DER, not PEM: convert it with "from-der"';
  const NO_LINE = 'not PEM: it has no line "-----BEGIN LABEL-----"';
  const FILE = 'a file name: pass what is in the file, such as fs.readFileSync(name)';
  const BASE64 = 'base64 without the line "-----BEGIN LABEL-----"';
  const der = (...bytes: number[]) => Buffer.from([0x30, ...bytes, ...Buffer.alloc(20)]);

  it.each<[content: string | Buffer, words: string]>([
    [block('PRIVATE KEY'), `a private key, ${where}`],
    [block('RSA PRIVATE KEY'), `a private key, ${where}`],
    [block('PUBLIC KEY'), `a public key, ${where}`],
    [block('CERTIFICATE REQUEST'), `a certificate request (CSR), not yet signed by an authority, ${where}`],
    [
      block('NEW CERTIFICATE REQUEST'),
      `a certificate request (CSR), not yet signed by an authority, ${where}`,
    ],
    [block('CERTIFICATE'), `a certificate, ${where}`],
    [block('X509 CERTIFICATE'), `a certificate, ${where}`],
    [block('TRUSTED CERTIFICATE'), `a certificate, ${where}`],
    [block('OLD CERTIFICATE'), `a PEM block "OLD CERTIFICATE", ${where}`],
    [block('X509 CRL') + block('CERTIFICATE'), `a PEM block "X509 CRL", ${where}`],
    [der(0x81), DER],
    [der(0x84), DER],
    [der(0x80), NO_LINE],
    [der(0x85), NO_LINE],
    [der(0x14), DER],
    [der(0x13), NO_LINE],
    [der(0x82, 2, 1, 3), P12],
    [der(0x82, 2, 1, 1), DER],
    [der(0x82, 0, 0, 0, 0, 0, 0, 0, 2, 1, 3), P12],
    [der(0x82, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 3), DER],
    [Buffer.concat([der(0x82), Buffer.from([2, 1, 3])]), DER],
    [Buffer.from([0x30, 0xc2, 1, 2]), DER],
    [Buffer.from([0x30, 0xef, 0xbf, 2, 1]), DER],
    [Buffer.from([0x30, 0xef, 0, 2, 1]), NO_LINE],
    [Buffer.from([0x30, 0]), DER],
    [Buffer.from([0x31, 0]), NO_LINE],
    ['0', NO_LINE],
    ['', NO_LINE],
    [
      block('A').replaceAll('\n', '\\n'),
      'PEM with the two characters "\\n" instead of its line breaks: pass value.replace(/\\\\n/g, "\\n")',
    ],
    ['-----BEGIN A-----\nAAAA', 'PEM that is cut off: its line "-----END LABEL-----" is missing'],
    ['AAAA\n-----END A-----', 'PEM that is cut off: its line "-----BEGIN LABEL-----" is missing'],
    [block('A').replaceAll('\n', ' '), 'PEM on one line: its line breaks are missing, put them back'],
    [
      block('A', 'x', 'B'),
      'PEM with a damaged BEGIN or END line: each of "-----BEGIN LABEL-----" and "-----END LABEL-----" is a line',
    ],
    [
      `a\\nb\n${block('A', 'x', 'B')}`,
      'PEM with a damaged BEGIN or END line: each of "-----BEGIN LABEL-----" and "-----END LABEL-----" is a line',
    ],
    [btoa(block('CERTIFICATE')), 'PEM in base64: pass Buffer.from(value, "base64")'],
    [`MI${'A'.repeat(60)}`, BASE64],
    [`MI${'A'.repeat(59)}`, NO_LINE],
    [`MI${'A+/= \n'.repeat(11)}`, BASE64],
    [`MI${'A'.repeat(60)}!`, NO_LINE],
    ...['pem', 'crt', 'cer', 'key', 'der', 'p12', 'PFX'].map(
      (end) => [`./x.${end}`, FILE] as [string, string],
    ),
    [' a.pem ', FILE],
    ['.pem', NO_LINE],
    ['a.txt', NO_LINE],
    ['a.pem\nb.pem', NO_LINE],
    [`${'x'.repeat(500)}.pem`, FILE],
    [`${'x'.repeat(501)}.pem`, NO_LINE],
  ])('%#', (content, words) => {
    expect(explained(content)).toBe(words);
  });
});
