/** A day. */
export interface CalendarDate {
  /** 1 to 31. */
  day?: number;
  /** 1 to 12. */
  month?: number;
  /** All four digits. */
  year?: number;
}

/** A product and how many of it. */
export interface SDEProductItem {
  /** The product. */
  product: {
    /** Name. */
    name?: string;
    /** Category. */
    category?: string;
    /** Stock keeping unit. */
    sku?: string;
    /** Price of one. */
    price?: number;
  };
  /** How many. */
  quantity?: number;
}

/** What every SDE event of a conversation carries. */
interface SDEEventBase {
  /** Milliseconds since the epoch: text in every answer of the API, a number in the toolbelt's own sample. */
  serverTimeStamp?: string | number;
  originalTimeStamp?: string | number;
  isAuthenticated?: boolean;
}

/** About the customer, as a conversation has it. */
export interface CustomerInfo {
  /** Status, such as `gold`. */
  customerStatus?: string;
  /** Type, such as `vip`. */
  customerType?: string;
  /** Balance of the account. */
  balance?: number;
  /** ISO 4217 code. */
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
  /** Whether the customer is logged in. */
  loginStatus?: number | string;
  /** Postal code of the store. */
  storeZipCode?: string;
  /** Number of the store. */
  storeNumber?: string;
  [field: string]: unknown;
}

/** About the person, as a conversation has it. */
export interface PersonalInfo {
  /** First name. */
  name?: string;
  /** Last name. */
  surname?: string;
  /** Company. */
  company?: string;
  /** Gender. */
  gender?: string;
  /** Language, as `xx-YY`. */
  language?: string;
  /** Age, or date of birth. */
  customerAge?: {
    /** Age in years. */
    customerAgeInYears?: number;
    /** Year of birth. */
    customerYearOfBirth?: number;
    /** Month of birth, 1 to 12. */
    customerMonthOfBirth?: number;
    /** Day of birth, 1 to 31. */
    customerDateOfBirth?: number;
  };
  /** Ways to reach the person. */
  contacts?: Array<{
    /** One way. */
    personalContact?: {
      /** E-mail address. */
      email?: string;
      /** Telephone number. */
      phone?: string;
      [field: string]: unknown;
    };
  }>;
  [field: string]: unknown;
}

/** A product that was looked at, bought or put into a cart. */
export interface SDEEventProducts {
  /** ISO 4217 code. */
  currency?: string;
  /** The products. */
  products?: SDEProductItem[];
  [field: string]: unknown;
}

/**
 * An SDE event of a conversation, told apart by `sdeType`; names differ from those that `addSDEs` takes
 * (facts §2.3).
 */
export type SDEEvent = SDEEventBase &
  (
    | {
        /** Says which of the other keys is set. */
        sdeType: 'CUSTOMER_INFO';
        /** Facts about the customer. */
        customerInfo?: {
          /** The facts. */
          customerInfo?: CustomerInfo;
          /** Channel that they came from. */
          originatingChannel?: string;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'PERSONAL_INFO';
        /** Facts about the person. */
        personalInfo?: {
          /** The facts. */
          personalInfo?: PersonalInfo;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'CART_STATUS';
        /** The shopping cart. */
        cartStatus?: SDEEventProducts & {
          /** Sum, in `currency`. */
          total?: number;
          /** Number of items. */
          numItems?: number;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'PURCHASE';
        /** A purchase. */
        purchase?: SDEEventProducts & {
          /** Sum, in `currency`. */
          total?: number;
          /** Id of the order. */
          orderId?: string;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'VIEWED_PRODUCT';
        /** A product that was looked at. */
        viewedProduct?: SDEEventProducts & {
          /** Whether it is in stock. */
          statusInStock?: string;
          /** How many are in stock. */
          quantityInStock?: number;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'MARKETING_CAMPAIGN_INFO';
        /** Where the visitor came from. */
        marketingCampaignInfo?: {
          /** The facts. */
          marketingCampaignInfo?: Record<string, unknown>;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'SEARCH_CONTENT';
        /** What was searched for. */
        searchContent?: {
          /** The words. */
          keywords?: string[];
          [field: string]: unknown;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'VISITOR_ERROR';
        /** An error that the visitor met. */
        visitorError?: {
          /** The facts. */
          visitorError?: Record<string, unknown>;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'LEAD';
        /** A lead. */
        lead?: {
          /** The facts. */
          lead?: Record<string, unknown>;
        };
      }
    | {
        /** Says which of the other keys is set. */
        sdeType: 'SERVICE_ACTIVITY';
        /** A service case. */
        serviceActivity?: {
          /** The facts. */
          serviceActivity?: Record<string, unknown>;
        };
      }
  );

/** SDE events of a conversation. */
export interface SDEEvents {
  /** The attributes, the oldest first. */
  events: SDEEvent[];
}

/** The SDE events of a conversation, oldest first (seed 003). */
export interface ConversationSDEs {
  /** Those of an authenticated consumer. */
  sdes: SDEEvents;
  /** Attributes of unauthenticated consumers. */
  unAuthSdes: SDEEvents;
}
