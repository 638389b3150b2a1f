import type { CalendarDate, SDEProductItem } from '../conversation/sde-types';

/** The types of engagement attributes that can be added (facts §3.2). */
export const SDETypes = {
  /** State of the cart: {@link CartSDE}. */
  CART: 'cart',
  /** A purchase: {@link PurchaseSDE}. */
  TRANSACTION: 'purchase',
  /** Products looked at: {@link ViewedProductSDE}. */
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
  /** What was searched for: {@link SearchedContentSDE}. */
  SEARCHED_CONTENT: 'searchInfo',
} as const;

/** The value of any member of {@link SDETypes}. */
export type SDEType = (typeof SDETypes)[keyof typeof SDETypes];

/** What is in the visitor's cart. */
export interface CartSDE {
  /** Always this word. */
  type: 'cart';
  /** Value of the cart. */
  total: number;
  /** ISO 4217. */
  currency?: string;
  /** Number of items. */
  numItems: number;
  /** The products. */
  products?: SDEProductItem[];
}

/** What the visitor bought. */
export interface PurchaseSDE {
  /** Always this word. */
  type: 'purchase';
  /** Sum, in `currency`. */
  total?: number;
  /** ISO 4217. */
  currency?: string;
  /** Id of the order. */
  orderId?: string;
  /** What was bought. */
  cart?: {
    /** The products. */
    products: SDEProductItem[];
    /** Number of items. */
    numItems?: number;
  };
}

/** Which products the visitor looked at. */
export interface ViewedProductSDE {
  /** Always this word. */
  type: 'prodView';
  /** ISO 4217. */
  currency?: string;
  /** The products. */
  products?: SDEProductItem[];
}

/** Who the visitor is to the brand. */
export interface CustomerInfoSDE {
  /** Always this word. */
  type: 'ctmrinfo';
  /** The facts. */
  info: {
    /** Type of customer, in any case. */
    ctype?: string;
    /** Status of the customer, in any case. */
    cstatus?: string;
    /** Balance of the account. */
    balance?: number;
    /** ISO 4217. */
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
    /** 0 or 1. */
    loginStatus?: number;
    /** Not for authenticated visitors. */
    storeZipCode?: string;
    /** Not for authenticated visitors. */
    storeNumber?: string;
  };
}

/** How the visitor came to the brand. */
export interface MarketingSourceSDE {
  /** Always this word. */
  type: 'mrktInfo';
  /** The facts. */
  info: {
    /** 0 direct, 1 search, 2 social, 3 email, 4 referral. */
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
  /** What kind of number it is. */
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
  address?: {
    /** ISO 3166-1, two letters. */
    country?: string;
    /** Region. */
    region?: string;
  };
}

/** Who the visitor is. */
export interface PersonalInfoSDE {
  /** Always this word. */
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
    /** A word, or 0, 1, 2 as the API documents it. */
    gender?: 0 | 1 | 2 | 'MALE' | 'FEMALE' | 'OTHER' | (string & {});
    /** As in `en-US`. */
    language?: string;
  };
}

/** What the visitor may want to buy. */
export interface LeadSDE {
  /** Always this word. */
  type: 'lead';
  /** The facts. */
  lead: {
    /** What the lead is about. */
    topic?: string;
    /** What it is worth, in `currency`. */
    value?: number;
    /** ISO 4217. */
    currency?: string;
    /** The brand's id of the lead. */
    leadId?: string;
  };
}

/** What the visitor asked to be done. */
export interface ServiceActivitySDE {
  /** Always this word. */
  type: 'service';
  /** The facts. */
  service: {
    /** What the case is about. */
    topic?: string;
    /**
     * 0 complete, 1 in progress, 2 approved, 3 cancelled, 4 not approved, 5 reviewed, 6 missing details, 7 closed,
     * 8 removed, 9 assigned, 10 waiting for customer, 11 waiting, 12 pending, 13 resolved.
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
  /** Always this word. */
  type: 'error';
  /** The facts. */
  error: {
    /** Where it happened. */
    contextId?: string;
    /** What the visitor saw. */
    message?: string;
    /** Code of the error. */
    code?: string;
    /** How bad it was. */
    level?: number;
    /** Whether it was put right. */
    resolved?: boolean;
  };
}

/** What the visitor searched for. */
export interface SearchedContentSDE {
  /** Always this word. */
  type: 'searchInfo';
  /** The words. */
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
