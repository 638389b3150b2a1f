import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { normalize } from '@sentry/core';
import bunyan from 'bunyan';
import pino from 'pino';
import { serializeError } from 'serialize-error';
import winston from 'winston';

/** What the libraries that most functions log with, and the usual ways to copy an object, make of an error. */
export const LOGGERS: Record<string, (value: unknown) => string> = {
  'pino, the error alone': (value) => pinoLine((logger) => logger.error(value)),
  'pino, as err': (value) => pinoLine((logger) => logger.error({ err: value }, 'failed')),
  'pino, under another name': (value) => pinoLine((logger) => logger.error({ reason: value })),
  'winston, the error alone': (value) => winstonLine((logger) => logger.error(value as Error)),
  'winston, after a text': (value) => winstonLine((logger) => logger.error('failed', value)),
  'winston, as metadata': (value) => winstonLine((logger) => logger.error('failed', { reason: value })),
  'bunyan, the error alone': (value) => bunyanLine((logger) => logger.error(value as Error)),
  'bunyan, as err': (value) => bunyanLine((logger) => logger.error({ err: value }, 'failed')),
  'bunyan, under another name': (value) => bunyanLine((logger) => logger.error({ reason: value })),
  'serialize-error': (value) => JSON.stringify(serializeError(value)),
  'serialize-error without toJSON': (value) => JSON.stringify(serializeError(value, { useToJSON: false })),
  "Sentry's normaliser": (value) => JSON.stringify(normalize(value, 10, 5_000)),
  "Sentry's normaliser, of the fields": (value) => JSON.stringify(normalize({ ...Object(value) }, 10, 5_000)),
  'a spread copy': (value) =>
    inspect({ ...Object(value) }, { depth: 20 }) + JSON.stringify({ ...Object(value) }),
  'Object.assign': (value) => JSON.stringify(Object.assign({}, value)),
  'Object.entries': (value) => inspect(Object.entries(Object(value)), { depth: 20 }),
  'for in': (value) => {
    const copy: Record<string, unknown> = {};
    for (const name in Object(value)) copy[name] = Reflect.get(Object(value), name);
    return inspect(copy, { depth: 20 });
  },
  'JSON.stringify with the own names': (value) =>
    JSON.stringify(value, Object.getOwnPropertyNames(Object(value))),
  structuredClone: (value) => inspect(structuredClone(value), { depth: 20, showHidden: true }),
  'inspect without its own form': (value) =>
    inspect(value, { depth: 20, showHidden: true, customInspect: false }),
};

function pinoLine(log: (logger: pino.Logger) => void): string {
  const stream = new PassThrough();
  log(pino(stream));
  return written(stream);
}

function winstonLine(log: (logger: winston.Logger) => void): string {
  const stream = new PassThrough();
  const { combine, errors, json } = winston.format;
  const transports = [new winston.transports.Stream({ stream })];
  for (const format of [json(), combine(errors({ stack: true, cause: true }), json())]) {
    log(winston.createLogger({ transports, format }));
  }
  return written(stream);
}

function bunyanLine(log: (logger: bunyan) => void): string {
  const stream = new PassThrough();
  const serializers = bunyan.stdSerializers;
  log(bunyan.createLogger({ name: 'test', streams: [{ stream }], serializers }));
  log(bunyan.createLogger({ name: 'test', streams: [{ stream }] }));
  return written(stream);
}

function written(stream: PassThrough): string {
  return String(stream.read() ?? '');
}
