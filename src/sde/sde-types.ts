import type { CalendarDate, SDEProductItem } from '../conversation/sde-types';

/**
 * The types of engagement attributes that can be added (docs/platform.md, "Types of engagement attributes").
 */
export const SDETypes = {
  /** State of the cart: {@link CartSDE}. */
  CART: 'cart',
  /** A purchase: {@link PurchaseSDE}. */
  TRANSACTION: 'purchase',
  /** Products that were looked at: {@link ViewedProductSDE}. */
  VIEWED_PRODUCT: 'prodView',
  /** Facts about the customer: {@link CustomerInfoSDE}. */
  CUSTOMER_INFO: 'ctmrinfo',
  /** Where the visitor came from: {@link MarketingSourceSDE}. */
  MARKETING_SOURCE: 'mrktInfo',
  /** Facts about the person: {@link PersonalInfoSDE}. */
  PERSONAL_INFO: 'personal',
  /** A lead: {@link LeadSDE}. */
  LEAD: 'lead',
  /** A service case: {@link ServiceActivitySDE}. */
  SERVICE_ACTIVITY: 'service',
  /** An error that the visitor met: {@link VisitorErrorSDE}. */
  VISITOR_ERROR: 'error',
  /** A search: {@link SearchedContentSDE}. */
  SEARCHED_CONTENT: 'searchInfo',
} as const;

/** The value of any member of {@link SDETypes}. */
export type SDEType = (typeof SDETypes)[keyof typeof SDETypes];

/** The content of the visitor's cart. */
export interface CartSDE {
  /** Marks the kind of attribute. */
  type: 'cart';
  /** Value of the cart. */
  total: number;
  /** Currency as an ISO 4217 code. */
  currency?: string;
  /** Number of items. */
  numItems: number;
  /** The products. */
  products?: SDEProductItem[];
}

/** A purchase of the visitor. */
export interface PurchaseSDE {
  /** Marks the kind of attribute. */
  type: 'purchase';
  /** Total price, in `currency`. */
  total?: number;
  /** Currency as an ISO 4217 code. */
  currency?: string;
  /** Id of the order. */
  orderId?: string;
  /** The products that were bought. */
  cart?: {
    /** The products. */
    products: SDEProductItem[];
    /** Number of items. */
    numItems?: number;
  };
}

/** The products that the visitor looked at. */
export interface ViewedProductSDE {
  /** Marks the kind of attribute. */
  type: 'prodView';
  /** Currency as an ISO 4217 code. */
  currency?: string;
  /** The products. */
  products?: SDEProductItem[];
}

/** Facts about the visitor as a customer of the brand. */
export interface CustomerInfoSDE {
  /** Marks the kind of attribute. */
  type: 'ctmrinfo';
  /** The facts. */
  info: {
    /** Type of the customer, in upper or lower case. */
    ctype?: string;
    /** Status of the customer, in upper or lower case. */
    cstatus?: string;
    /** Balance of the account. */
    balance?: number;
    /** Currency as an ISO 4217 code. */
    currency?: string;
    /** The brand's id of the customer. */
    customerId?: string;
    /** Id in a social network. */
    socialId?: string;
    /** IMEI of the device. */
    imei?: string;
    /** User name at the brand. */
    userName?: string;
    /** Employees of the customer's company. */
    companySize?: number;
    /** Line of business of the customer's company. */
    companyBranch?: string;
    /** Name of the account. */
    accountName?: string;
    /** Role, such as `broker`. */
    role?: string;
    /** Date of the last payment. */
    lastPaymentDate?: CalendarDate;
    /** Date of the registration. */
    registrationDate?: CalendarDate;
    /** Whether the customer is logged in: 0 or 1. */
    loginStatus?: number;
    /** Postal code of the store. Not for authenticated visitors. */
    storeZipCode?: string;
    /** Number of the store. Not for authenticated visitors. */
    storeNumber?: string;
  };
}

/** How the visitor came to the brand. */
export interface MarketingSourceSDE {
  /** Marks the kind of attribute. */
  type: 'mrktInfo';
  /** The facts. */
  info: {
    /** Channel: 0 direct, 1 search, 2 social, 3 email, 4 referral. */
    channel?: 0 | 1 | 2 | 3 | 4 | (string & {});
    /** Name of the affiliate. */
    affiliate?: string;
    /** Id of the campaign. */
    campaignId?: string;
  };
}

/** A way to reach the visitor. */
export interface SDEContact {
  /** E-mail address. */
  email?: string;
  /** Telephone number. */
  phone?: string;
  /** Kind of the telephone number. */
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
  /** The address. */
  address?: {
    /** Country as an ISO 3166-1 code of two letters. */
    country?: string;
    /** Region. */
    region?: string;
  };
}

/** Facts about the visitor as a person. */
export interface PersonalInfoSDE {
  /** Marks the kind of attribute. */
  type: 'personal';
  /** The facts. */
  personal: {
    /** First name. */
    firstname?: string;
    /** Last name. */
    lastname?: string;
    /** Company. */
    company?: string;
    /** Age, or date of birth. */
    age?: {
      /** Age in years. */
      age?: number;
      /** Year of birth. */
      year?: number;
      /** Month of birth, 1 to 12. */
      month?: number;
      /** Day of birth, 1 to 31. */
      day?: number;
    };
    /** Ways to reach the person. */
    contacts?: SDEContact[];
    /** Gender: a word, or the number 0, 1 or 2. The API documents both. */
    gender?: 0 | 1 | 2 | 'MALE' | 'FEMALE' | 'OTHER' | (string & {});
    /** Language, such as `en-US`. */
    language?: string;
  };
}

/** A product or service that the visitor may want to buy. */
export interface LeadSDE {
  /** Marks the kind of attribute. */
  type: 'lead';
  /** The facts. */
  lead: {
    /** Topic of the lead. */
    topic?: string;
    /** Value of the lead, in `currency`. */
    value?: number;
    /** Currency as an ISO 4217 code. */
    currency?: string;
    /** The brand's id of the lead. */
    leadId?: string;
  };
}

/** A service case of the visitor. */
export interface ServiceActivitySDE {
  /** Marks the kind of attribute. */
  type: 'service';
  /** The facts. */
  service: {
    /** Topic of the case. */
    topic?: string;
    /**
     * Status of the case: 0 complete, 1 in progress, 2 approved, 3 cancelled, 4 not approved, 5 reviewed,
     * 6 missing details, 7 closed, 8 removed, 9 assigned, 10 waiting for customer, 11 waiting, 12 pending, 13 resolved.
     */
    status?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;
    /** Category. */
    category?: string;
    /** The brand's id of the case. */
    serviceId?: string;
  };
}

/** An error that the visitor met. */
export interface VisitorErrorSDE {
  /** Marks the kind of attribute. */
  type: 'error';
  /** The facts. */
  error: {
    /** Where the error happened. */
    contextId?: string;
    /** The message that the visitor saw. */
    message?: string;
    /** Code of the error. */
    code?: string;
    /** Severity of the error. */
    level?: number;
    /** Whether the error was resolved. */
    resolved?: boolean;
  };
}

/** A search of the visitor. */
export interface SearchedContentSDE {
  /** Marks the kind of attribute. */
  type: 'searchInfo';
  /** The words that were searched for. */
  keywords?: string[];
}

/**
 * An engagement attribute for `addSDEs` (docs/platform.md, "Types of engagement attributes"). `type` tells the kinds of attributes apart.
 * At run time other types are accepted too. In TypeScript, pass them as `{ type: string } as unknown as SDE`.
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
