/** The types of engagement attributes that can be added (facts §3.2). */
export const SDETypes = {
  CART: 'cart',
  TRANSACTION: 'purchase',
  VIEWED_PRODUCT: 'prodView',
  CUSTOMER_INFO: 'ctmrinfo',
  MARKETING_SOURCE: 'mrktInfo',
  PERSONAL_INFO: 'personal',
  LEAD: 'lead',
  SERVICE_ACTIVITY: 'service',
  VISITOR_ERROR: 'error',
  SEARCHED_CONTENT: 'searchInfo',
} as const;

/** The value of any member of {@link SDETypes}. */
export type SDEType = (typeof SDETypes)[keyof typeof SDETypes];

/** A day. */
export interface CalendarDate {
  day?: number;
  month?: number;
  year?: number;
}

/** A product and how many of it. */
export interface SDEProductItem {
  product: { name?: string; category?: string; sku?: string; price?: number };
  quantity?: number;
}

/** What is in the visitor's cart. */
export interface CartSDE {
  type: 'cart';
  /** Value of the cart. */
  total: number;
  /** ISO 4217. */
  currency?: string;
  numItems: number;
  products?: SDEProductItem[];
}

/** What the visitor bought. */
export interface PurchaseSDE {
  type: 'purchase';
  total?: number;
  /** ISO 4217. */
  currency?: string;
  orderId?: string;
  cart?: { products: SDEProductItem[]; numItems?: number };
}

/** Which products the visitor looked at. */
export interface ViewedProductSDE {
  type: 'prodView';
  /** ISO 4217. */
  currency?: string;
  products?: SDEProductItem[];
}

/** Who the visitor is to the brand. */
export interface CustomerInfoSDE {
  type: 'ctmrinfo';
  info: {
    /** Type of customer, in any case. */
    ctype?: string;
    /** Status of the customer, in any case. */
    cstatus?: string;
    balance?: number;
    /** ISO 4217. */
    currency?: string;
    customerId?: string;
    socialId?: string;
    imei?: string;
    userName?: string;
    companySize?: number;
    companyBranch?: string;
    accountName?: string;
    role?: string;
    lastPaymentDate?: CalendarDate;
    registrationDate?: CalendarDate;
    loginStatus?: number;
    /** Not for authenticated visitors. */
    storeZipCode?: string;
    /** Not for authenticated visitors. */
    storeNumber?: string;
  };
}

/** How the visitor came to the brand. */
export interface MarketingSourceSDE {
  type: 'mrktInfo';
  info: {
    /** 0 direct, 1 search, 2 social, 3 email, 4 referral. */
    channel?: 0 | 1 | 2 | 3 | 4 | (string & {});
    affiliate?: string;
    campaignId?: string;
  };
}

/** A way to reach the visitor. */
export interface SDEContact {
  email?: string;
  phone?: string;
  phoneType?:
    | 'HOME'
    | 'MOBILE'
    | 'WORK'
    | 'FAX'
    | 'MAIN'
    | 'HOME_FAX'
    | 'WORK_FAX'
    | 'PAGER'
    | 'OTHER'
    | (string & {});
  /** `country` as ISO 3166-1 alpha-2. */
  address?: { country?: string; region?: string };
}

/** Who the visitor is. */
export interface PersonalInfoSDE {
  type: 'personal';
  personal: {
    firstname?: string;
    lastname?: string;
    company?: string;
    age?: { age?: number; year?: number; month?: number; day?: number };
    contacts?: SDEContact[];
    gender?: 0 | 1 | 2 | 'MALE' | 'FEMALE' | 'OTHER' | (string & {});
    /** As in `en-US`. */
    language?: string;
  };
}

/** What the visitor may want to buy. */
export interface LeadSDE {
  type: 'lead';
  lead: {
    topic?: string;
    value?: number;
    /** ISO 4217. */
    currency?: string;
    leadId?: string;
  };
}

/** What the visitor asked to be done. */
export interface ServiceActivitySDE {
  type: 'service';
  service: {
    topic?: string;
    /**
     * 0 complete, 1 in progress, 2 approved, 3 cancelled, 4 not approved, 5 reviewed, 6 missing details, 7 closed,
     * 8 removed, 9 assigned, 10 waiting for customer, 11 waiting, 12 pending, 13 resolved.
     */
    status?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;
    category?: string;
    serviceId?: string;
  };
}

/** An error that the visitor met. */
export interface VisitorErrorSDE {
  type: 'error';
  error: {
    contextId?: string;
    message?: string;
    code?: string;
    level?: number;
    resolved?: boolean;
  };
}

/** What the visitor searched for. */
export interface SearchedContentSDE {
  type: 'searchInfo';
  keywords?: string[];
}

/**
 * An engagement attribute for `addSDEs`, told apart by `type` (facts §3.3). Other types pass at run time; in
 * TypeScript give them as `{ type: string } as unknown as SDE`.
 */
export type SDE =
  | CartSDE
  | PurchaseSDE
  | ViewedProductSDE
  | CustomerInfoSDE
  | MarketingSourceSDE
  | PersonalInfoSDE
  | LeadSDE
  | ServiceActivitySDE
  | VisitorErrorSDE
  | SearchedContentSDE;
