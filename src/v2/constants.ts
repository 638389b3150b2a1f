import { LpServices as ServicesOfV1 } from '../liveperson/lp-services';
import { SDETypes as TypesOfV1 } from '../sde/sde-types';

/** Names of LivePerson services (docs/platform.md, "Service names and hosts"). The audit log has another name than in V1. */
export const LpServices = {
  ...ServicesOfV1,
  /** The audit log. */
  AUDITLOG: 'auditLog',
} as const;

/** The value of any member of {@link LpServices}. */
export type LpService = (typeof LpServices)[keyof typeof LpServices];

/** Types of engagement attributes (docs/platform.md, "Types of engagement attributes"): those of V1, and the order's id. */
export const SDETypes = {
  ...TypesOfV1,
  /** The id of an order. */
  ORDER_ID: 'orderId',
} as const;

/** The value of any member of {@link SDETypes}. */
export type SDEType = (typeof SDETypes)[keyof typeof SDETypes];
