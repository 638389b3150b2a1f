import type { Configuration } from '../config/configuration';
import type { HttpPipeline } from './pipeline';

/** What the client needs; the facade supplies it. */
export interface MtlsClientParts {
  pipeline: HttpPipeline;
  configuration: Configuration;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
}

/** The client's certificate and key, as PEM. */
export interface MtlsConfig {
  cert: string | Buffer;
  key: string | Buffer;
  ca?: string | Buffer | ReadonlyArray<string | Buffer>;
  passphrase?: string;
}

/** Calls servers that demand a client certificate (seed 003, facts §5.13). */
export class MTLSClient {
  readonly #parts: MtlsClientParts;

  constructor(config: MtlsConfig, parts: MtlsClientParts) {
    this.#parts = parts;
  }
}
