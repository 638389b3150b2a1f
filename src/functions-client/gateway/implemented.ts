import { OncePerKey } from '../../internal/async/once-per-key';
import { ExpiringCache } from '../../internal/expiring-cache';
import { isRecord } from '../../internal/is-record';
import { ownProperties } from '../../internal/own-properties';
import type { Settings } from '../call-settings';
import { createError, ErrorNames } from '../errors';
import { type Course, newCourse } from '../measure';
import type { IsImplementedRequest } from '../types';
import type { Gateway } from './gateway';
import type { Operation } from './operation';

/** An answer of the gateway, and how it came. */
interface Implemented {
  implemented: boolean;
  course: Course;
}

/** A question that failed, and what is known of its course. */
interface Failed {
  failure: unknown;
  course: Course;
}

/** Asks whether events have functions, and keeps the answers. Concurrent callers share a request. A failure is not kept. */
export class ImplementedEvents {
  readonly #gateway: Gateway;
  readonly #answers = new ExpiringCache<Implemented>();
  readonly #questions = new OncePerKey<Implemented | Failed>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /**
   * @param course gets the host and the status, and whether the answer was kept from an earlier call
   * @throws VError `FaaSIsImplementedError`, `FaasIsImplementedParseError` for an answer without a boolean `implemented`, and the errors of
   *   a call of the gateway
   */
  async has(request: IsImplementedRequest, settings: Settings, course: Course): Promise<boolean> {
    const { eventId, skillId } = request;
    if (typeof eventId !== 'string' || eventId.trim() === '') {
      throw createError(
        ErrorNames.IS_IMPLEMENTED,
        'isImplemented: "eventId" must be a non-empty text; nothing was sent',
      );
    }
    const { accountId, gwCsdsServiceName, isImplementedCacheDurationInSeconds: seconds } = settings;
    const key = JSON.stringify([accountId, gwCsdsServiceName, eventId, skillId ?? null]);
    const kept = this.#answers.get(key);
    const answer =
      kept ??
      (await this.#questions.run(key, async () => {
        const asked = newCourse();
        try {
          const fetched = await this.#ask(request, settings, asked);
          this.#answers.set(key, fetched, seconds * 1_000);
          return fetched;
        } catch (failure) {
          // Each caller who shares the question reports its course.
          return { failure, course: asked };
        }
      }));
    Object.assign(course, answer.course, { fromCache: kept !== undefined });
    if ('failure' in answer) throw answer.failure;
    return answer.implemented;
  }

  async #ask(request: IsImplementedRequest, settings: Settings, course: Course): Promise<Implemented> {
    const { eventId, skillId } = request;
    const operation: Operation = {
      errorName: ErrorNames.IS_IMPLEMENTED,
      method: 'GET',
      service: settings.gwCsdsServiceName,
      template: settings.isImplementedUri,
      segments: [eventId],
      query: [['skillId', skillId]],
    };
    // The result is a boolean, so it cannot report that the question failed. A failure must throw.
    const strict = ownProperties({ ...settings, failOnErrorStatusCode: true });
    const answer = await this.#gateway.call(operation, request, strict, course);
    const { body, url, status } = answer;
    if (isRecord(body) && typeof body.implemented === 'boolean') {
      return { implemented: body.implemented, course };
    }
    const message = 'the answer has no boolean "implemented"';
    throw createError(ErrorNames.IS_IMPLEMENTED_PARSE, message, { info: { url, status, body }, answer });
  }
}
