import { Cluster, Redis } from 'ioredis';
import { Toolbelt } from '../../src';

// Clients fit as they are, and nothing else does.
Toolbelt.configure({ rateLimit: { store: { redis: new Redis() } } });
Toolbelt.configure({ rateLimit: { store: { redis: new Cluster([]), keyPrefix: 'ours' } } });
Toolbelt.configure({ rateLimit: { store: { take: () => ({ admitted: true, retryAfterMs: 0 }) } } });
// @ts-expect-error an address is no client
Toolbelt.configure({ rateLimit: { store: { redis: 'redis://cache' } } });
// @ts-expect-error a slip of the pen
Toolbelt.configure({ rateLimit: { store: { redis: new Redis(), prefix: 'ours' } } });
