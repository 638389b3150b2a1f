import type { NockModule } from '../nock';
import type { Account } from '../platform/account';
import { mountNockFront } from './mount-nock';

interface Place {
  origin: string;
  /** Whose faults are played there. */
  target: string;
  isActive: () => boolean;
}

/** Plays faults on origins that no double answers, or that nock does not: ahead of everything else. */
export class FaultFront {
  readonly #places: Place[] = [];

  /** Plays the faults of `target` on an origin, as long as `isActive` says so. */
  add(origin: string, target: string, isActive: () => boolean): void {
    const isKnown = this.#places.some((place) => place.origin === origin && place.target === target);
    if (!isKnown) this.#places.push({ origin, target, isActive });
  }

  /** @returns takes everything away */
  mount(nock: NockModule, account: Account): () => void {
    return mountNockFront(
      nock,
      (origin) => this.#targetAt(origin) !== undefined,
      (request) => {
        const { origin } = new URL(request.url);
        const target = this.#targetAt(origin) ?? origin;
        // When calls overlap, another one may have met the last fault meanwhile: there is nobody left to ask.
        return account.serve(target, request, () => ({ status: 503 }));
      },
    );
  }

  #targetAt(origin: string): string | undefined {
    return this.#places.find((place) => place.origin === origin && place.isActive())?.target;
  }
}
