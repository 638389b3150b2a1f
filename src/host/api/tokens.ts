import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { isLink, writeForeignFile } from '../../internal/node/foreign-files';
import { readJsonFile } from '../project/json-file';
import type { HostResponse } from '../types';
import { isSame } from './callers';
import { json, type Route, type RoutedRequest } from './routes';

const LIFETIME_SECONDS = 3_600;
const OWNER_ONLY = 0o600;
const ALGORITHM = 'RSA-SHA256';
const KEY_ID = 'lp-faas-toolbelt';

/** The client of a host, and the key that signs its tokens. They stay the same from one start to the next. */
interface TokenKeys {
  readonly client_id: string;
  readonly client_secret: string;
  readonly privateKey: string;
}

/** Issues access tokens for client credentials, as the service `sentinel` does (docs/platform.md, "Access tokens"). */
export class TokenIssuer {
  /** The file with the keys. Its folder tells git to ignore it. */
  readonly path: string;
  readonly #accountId: string;
  readonly #keys: TokenKeys;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  /** @param root the folder of the project, which keeps the keys */
  constructor(accountId: string, root: string) {
    this.#accountId = accountId;
    this.path = join(root, '.lp-faas-toolbelt', 'oauth.json');
    this.#keys = readKeys(this.path) ?? writeKeys(this.path);
    this.#privateKey = createPrivateKey(this.#keys.privateKey);
    this.#publicKey = createPublicKey(this.#privateKey);
  }

  routes(): Route[] {
    const token = (request: RoutedRequest) => this.#answer(request);
    return [
      ['POST', '/sentinel/api/account/:account/app/token', token],
      ['POST', '/sentinel/api/v2/account/:account/app/token', token],
      ['GET', '/sentinel/well-known/jwks', () => json(200, { keys: [this.#jwk()] })],
    ];
  }

  /** Why an access token is not valid. Returns `undefined` for a valid one. */
  problem(token: string): string | undefined {
    const [head = '', body = '', signature = ''] = token.split('.');
    const signed = Buffer.from(`${head}.${body}`);
    // The token may name another algorithm. That name is ignored.
    if (!verify(ALGORITHM, signed, this.#publicKey, Buffer.from(signature, 'base64url'))) {
      return 'The access token was not issued by this host.';
    }
    const { exp, aud } = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
      exp: number;
      aud: string;
    };
    if (aud !== this.#accountId) return `The access token is for account ${aud}.`;
    return exp * 1_000 > Date.now() ? undefined : 'The access token has expired. Get a new one.';
  }

  #answer(request: RoutedRequest): HostResponse {
    const refuse = (status: number, error: string, error_description: string) =>
      json(status, { error, error_description });
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.header('content-type') ?? '')) {
      return refuse(400, 'invalid_request', 'The body must be a form.');
    }
    const form = new URLSearchParams(request.body.toString());
    const { account } = request.params;
    if (form.get('grant_type') !== 'client_credentials') {
      return refuse(400, 'unsupported_grant_type', 'The field "grant_type" must be client_credentials.');
    }
    const { client_id, client_secret } = this.#keys;
    const isKnown =
      form.get('client_id') === client_id && isSame(form.get('client_secret') ?? '', client_secret);
    if (!isKnown || account !== this.#accountId) {
      return refuse(401, 'invalid_client', `Account ${account} has no client with this id and secret.`);
    }
    return json(200, {
      access_token: this.#issue(),
      token_type: 'Bearer',
      expires_in: String(LIFETIME_SECONDS),
    });
  }

  #issue(): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: 'Sentinel',
      aud: this.#accountId,
      azp: this.#keys.client_id,
      scope: 'faas.lambda.invoke',
      iat: now,
      exp: now + LIFETIME_SECONDS,
      jti: randomBytes(12).toString('hex'),
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
    return `${signed}.${sign(ALGORITHM, Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }

  #jwk(): object {
    return { ...this.#publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' };
  }
}

function readKeys(path: string): TokenKeys | undefined {
  const file = readJsonFile(path);
  if (file === undefined) return undefined;
  const { value } = file;
  const names = ['client_id', 'client_secret', 'privateKey'];
  if (isRecord(value) && names.every((name) => typeof value[name] === 'string'))
    return value as unknown as TokenKeys;
  throw file.problem([], `expected ${names.join(', ')}. Delete the file to get new ones`);
}

function writeKeys(path: string): TokenKeys {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keys = {
    client_id: `local-${randomBytes(6).toString('hex')}`,
    client_secret: randomBytes(24).toString('base64url'),
    privateKey,
  };
  const folder = dirname(path);
  if (isLink(folder))
    throw notKept(`${folder} is a link, so the keys would be written to another place: remove the link`);
  try {
    mkdirSync(folder, { recursive: true });
    writeForeignFile(join(folder, '.gitignore'), '*\n');
    writeForeignFile(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: OWNER_ONLY, isNew: true });
  } catch (error) {
    throw notKept((error as Error).message, error);
  }
  return keys;
}

function notKept(reason: string, cause?: unknown): ToolbeltError {
  const text = `The client of this host cannot be kept: ${reason}.`;
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, text, cause);
}
