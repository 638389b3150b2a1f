import { isSecretName, PARAMETERS_SOURCE, PARTS_SOURCE, WHOLE_SOURCE } from './secret-names';

/** The text that replaces a credential. */
export const REDACTED = '[redacted]';

const URL_USER_INFO = /(:\/\/)[^\s/?#"<>]*@/g;
const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;
const AUTHORIZATION_SCHEME =
  /\b(Bearer|Basic)\s+(?!\w+=")[\w+/=.~-]{6,}|\b(OAuth|Digest)\s+\w+="[^\r\n]*|\b(Negotiate|NTLM|Api-?Key|SharedKey(?:Lite)?|SSWS|GenieKey|bearer)\s+[\w+/=.~:-]{12,}/g;
/** Tokens with a form of their own: JSON Web Tokens, and keys of services that mark their keys with a prefix. */
const TOKEN =
  /(?<![\w-])(?:eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){0,3}|(?:AKIA|ASIA)[A-Z\d]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|[rs]k_(?:live|test)_\w{10,}|sk-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{30,}|hf_\w{30,}|shp(?:at|ca|pa|ss)_\w{20,}|ya29\.[\w-]{20,}|AIza[\w-]{30,}|00D\w{12,15}![\w.]{20,})(?![\w-])/g;
/** All fields have one of these between name and value. Most texts have none, and are not searched for each kind of field. */
const MARK_OF_FIELDS = /[:=<&]/;
/** The length of the shortest credential that is found in a text without such a mark: `Basic abcdef`. */
const SHORTEST_WITHOUT_MARK = 12;
/** The names of secrets. The names of other fields must not match, so that secrets inside their values are found. */
const NAMES_IN_JSON = `[\\w.-]{0,60}?(?:${PARTS_SOURCE})[\\w.-]{0,60}|${WHOLE_SOURCE}`;
/**
 * Fields of queries and forms, and attributes of XML. Names are short and follow a delimiter, so that a long body is searched in one pass,
 * whatever its contents are.
 */
const FORM_FIELD = new RegExp(
  `(^|[?&;,#\\s"'])([\\w.[\\]%:-]{0,60}?(?:${PARTS_SOURCE})[\\w.[\\]%-]{0,60}|${WHOLE_SOURCE})=` +
    `(\\\\+"[^"\\\\]*\\\\+"|"[^"<>]*"|'[^'<>]*'|[^&\\s"'#<>]+)`,
  'gi',
);
/** Parameters whose names are names of ordinary fields elsewhere. */
const PARAMETER = new RegExp(`([?&](?:${PARAMETERS_SOURCE})=)([^&\\s"'#<>]+)`, 'gi');
const NUMBER_OR_LIST = '[\\d.]+|\\[(?:[^\\][]|\\[[^\\][]{0,500}\\]){0,5000}\\]';
/** A text that was cut may end inside a value. */
const JSON_FIELD = new RegExp(
  `"(${NAMES_IN_JSON})"(\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|${NUMBER_OR_LIST})`,
  'gi',
);
/** The same as JavaScript writes it: `{ token: 'abc' }`. */
const SCRIPT_FIELD = new RegExp(
  `(?<![\\w.-])(['"]?)(${NAMES_IN_JSON})\\1(\\s{0,9}:\\s{0,9})'((?:[^'\\\\\\n]|\\\\.)*)'`,
  'gi',
);
/** The same for JSON inside a JSON string, with backslashes before every quote. */
const NESTED_JSON_FIELD = new RegExp(
  `(?<!\\\\)(\\\\{1,15})"(${NAMES_IN_JSON})\\1"(\\s*:\\s*)` +
    `(?:\\1"((?:(?!(?<!\\\\)\\1")[\\s\\S])*)(?<!\\\\)\\1"|${NUMBER_OR_LIST})`,
  'gi',
);
/** The same for JSON in HTML. */
const ENTITY_FIELD = new RegExp(
  `(&quot;|&#34;)(${NAMES_IN_JSON})\\1(\\s{0,9}:\\s{0,9})\\1((?:(?!\\1)[^<])*)\\1`,
  'gi',
);
/** Elements of XML, such as SOAP. Names may have a prefix, and elements may have attributes. */
const XML_ELEMENT =
  /<((?:[\w.-]{1,50}:)?([\w.-]{1,100})(?:\s[^<>]{0,1000})?)>(?:\s{0,100}<!\[CDATA\[([^\]]{0,5000})\]\]>\s{0,100}|([^<]+))(?=<\/)/g;
/** The same with the brackets as entities. */
const XML_ESCAPED = /&lt;((?:[\w.-]{1,50}:)?([\w.-]{1,100}))&gt;((?:(?!&lt;)[^<])+)(?=&lt;\/)/g;
/** A line of YAML, of an INI file or of a shell: `password: value`, `password = "value"`. The value is one word, as it is not in sentences. */
const LINE_FIELD = new RegExp(
  `^([ \\t]{0,40}(?:- )?(?:${NAMES_IN_JSON})[ \\t]{0,9}[:=][ \\t]{1,9})("[^"\\r\\n]*"|'[^'\\r\\n]*'|[^\\s"'{}[\\]]\\S*)(?=[ \\t]*$)`,
  'gim',
);
/** A part of a multipart body: the headers of the part, an empty line, and the value up to the next delimiter. */
const PART_OF_FORM = new RegExp(
  `(\\bname="(?:${NAMES_IN_JSON}|${PARAMETERS_SOURCE})"[^\\r\\n]{0,500}(?:\\r?\\n[^\\r\\n]{1,500}){0,5}\\r?\\n\\r?\\n)((?:(?!\\r?\\n--)[\\s\\S])+)`,
  'gi',
);
/** A field of a form in HTML, such as a hidden token. */
const INPUT_OF_HTML = new RegExp(
  `(<input\\b[^<>]{0,200}?\\bname=["']?(?:${NAMES_IN_JSON})["']?(?=[\\s"'/])[^<>]{0,200}?\\bvalue=["']?)([^\\s"'<>]+)`,
  'gi',
);
/** A line of a header, as a dump of a request shows it. Its name has a hyphen, so that no normal sentence matches. */
const HEADER_LINE = /^([\w]{1,40}-[\w-]{1,60}|authorization|cookie):[ \t]*(\S[^\r\n]*)$/gim;

/**
 * Removes credentials from a text: user info in URLs, PEM blocks, authorization values, tokens with a form of their own,
 * and the values of secret fields in query strings, form bodies, JSON and XML.
 *
 * @param found called with each credential that was removed
 */
export function redactText(text: string, found: (secret: string) => void = ignore): string {
  if (text.length < SHORTEST_WITHOUT_MARK && !MARK_OF_FIELDS.test(text)) return text;
  const plain = text
    .replace(URL_USER_INFO, (userInfo, start) => {
      found(userInfo.slice(start.length, -1));
      return `${start}${REDACTED}@`;
    })
    .replace(PEM_BLOCK, REDACTED)
    .replace(AUTHORIZATION_SCHEME, (value, token, parameters, other) => {
      found(value);
      return `${token ?? parameters ?? other} ${REDACTED}`;
    })
    .replace(TOKEN, (value) => {
      found(value);
      return REDACTED;
    });
  return MARK_OF_FIELDS.test(plain) ? withoutFields(plain, found) : plain;
}

function withoutFields(text: string, found: (secret: string) => void): string {
  return text
    .replace(NESTED_JSON_FIELD, (field, slashes, name, colon, value) => {
      if (!isSecretName(name)) return field;
      if (value !== undefined) found(value);
      return `${slashes}"${name}${slashes}"${colon}${slashes}"${REDACTED}${slashes}"`;
    })
    .replace(JSON_FIELD, (field, name, colon, value) => {
      if (!isSecretName(name)) return field;
      if (value.startsWith('"')) found(value.slice(1, value.endsWith('"') ? -1 : undefined));
      return `"${name}"${colon}"${REDACTED}"`;
    })
    .replace(SCRIPT_FIELD, (field, quote, name, colon, value) => {
      if (!isSecretName(name)) return field;
      found(value);
      return `${quote}${name}${quote}${colon}'${REDACTED}'`;
    })
    .replace(ENTITY_FIELD, (field, quote, name, colon, value) => {
      if (!isSecretName(name)) return field;
      found(value);
      return `${quote}${name}${quote}${colon}${quote}${REDACTED}${quote}`;
    })
    .replace(FORM_FIELD, (field, before, name, value) => {
      if (!isSecretName(name)) return field;
      found(value.replace(/^(["'])(.*)\1$/s, '$2'));
      return `${before}${name}=${REDACTED}`;
    })
    .replace(PARAMETER, (_parameter, name, value) => {
      found(value);
      return `${name}${REDACTED}`;
    })
    .replace(XML_ELEMENT, (element, tag, name, data, value) => {
      if (!isSecretName(name)) return element;
      found(data ?? value);
      return `<${tag}>${REDACTED}`;
    })
    .replace(XML_ESCAPED, (element, tag, name, value) => {
      if (!isSecretName(name)) return element;
      found(value);
      return `&lt;${tag}&gt;${REDACTED}`;
    })
    .replace(INPUT_OF_HTML, (_input, start, value) => {
      found(value);
      return `${start}${REDACTED}`;
    })
    .replace(PART_OF_FORM, (_part, start, value) => {
      found(value);
      return `${start}${REDACTED}`;
    })
    .replace(LINE_FIELD, (line, start, value) => {
      if (value.includes(REDACTED)) return line;
      found(value.replace(/^(["'])(.*)\1$/, '$2'));
      return `${start}${REDACTED}`;
    })
    .replace(HEADER_LINE, (line, name, value) => {
      if (!isSecretName(name) || value.includes(REDACTED)) return line;
      found(value);
      return `${name}: ${REDACTED}`;
    });
}

function ignore(): void {}
