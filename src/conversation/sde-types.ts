/** A day. */
export interface CalendarDate {
  /** 1 to 31. */
  day?: number;
  /** 1 to 12. */
  month?: number;
  /** All four digits. */
  year?: number;
}

/** A product and its quantity. */
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
  /** Quantity of the product. */
  quantity?: number;
}

/** The fields that every SDE event of a conversation has. */
interface SDEEventBase {
  /** Time of the event in milliseconds since 1970. The API sends text. The sample of the original toolbelt has a number. */
  serverTimeStamp?: string | number;
  /** When the event happened: milliseconds since the epoch, as a number or as text. */
  originalTimeStamp?: string | number;
  /** Whether the consumer was authenticated. */
  isAuthenticated?: boolean;
}

/** Facts about the customer in an SDE event of a conversation. */
export interface CustomerInfo {
  /** Status, such as `gold`. */
  customerStatus?: string;
  /** Type, such as `vip`. */
  customerType?: string;
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
  /** Whether the customer is logged in. */
  loginStatus?: number | string;
  /** Postal code of the store. */
  storeZipCode?: string;
  /** Number of the store. */
  storeNumber?: string;
  [field: string]: unknown;
}

/** Facts about the person in an SDE event of a conversation. */
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
    /** One way to reach the person. */
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

/** Products that were looked at, bought or put into a cart. */
export interface SDEEventProducts {
  /** Currency as an ISO 4217 code. */
  currency?: string;
  /** The products. */
  products?: SDEProductItem[];
  [field: string]: unknown;
}

/**
 * An SDE event of a conversation. `sdeType` tells the kinds of events apart. Its type allows any text, so that a conversation that is
 * imported as JSON fits. The names of fields differ from those in the attributes for `addSDEs` (docs/platform.md, "Conversation records").
 */
export interface SDEEvent extends SDEEventBase {
  /** Kind of the event. It decides which other key is set. */
  sdeType:
    | 'CUSTOMER_INFO'
    | 'PERSONAL_INFO'
    | 'CART_STATUS'
    | 'PURCHASE'
    | 'VIEWED_PRODUCT'
    | 'MARKETING_CAMPAIGN_INFO'
    | 'SEARCH_CONTENT'
    | 'VISITOR_ERROR'
    | 'LEAD'
    | 'SERVICE_ACTIVITY'
    | (string & {});
  /** Facts about the customer. */
  customerInfo?: {
    /** The facts. */
    customerInfo?: CustomerInfo;
    /** Channel that the facts came from. */
    originatingChannel?: string;
  };
  /** Facts about the person. */
  personalInfo?: {
    /** The facts. */
    personalInfo?: PersonalInfo;
  };
  /** The state of the cart. */
  cartStatus?: SDEEventProducts & {
    /** Total price, in `currency`. */
    total?: number;
    /** Number of items. */
    numItems?: number;
  };
  /** A purchase. */
  purchase?: SDEEventProducts & {
    /** Total price, in `currency`. */
    total?: number;
    /** Id of the order. */
    orderId?: string;
  };
  /** A product that was looked at. */
  viewedProduct?: SDEEventProducts & {
    /** Whether the product is in stock. */
    statusInStock?: string;
    /** How many pieces are in stock. */
    quantityInStock?: number;
  };
  /** Where the visitor came from. */
  marketingCampaignInfo?: {
    /** The facts. */
    marketingCampaignInfo?: Record<string, unknown>;
  };
  /** A search. */
  searchContent?: {
    /** The words that were searched for. */
    keywords?: string[];
    [field: string]: unknown;
  };
  /** An error that the visitor met. */
  visitorError?: {
    /** The facts. */
    visitorError?: Record<string, unknown>;
  };
  /** A lead. */
  lead?: {
    /** The facts. */
    lead?: Record<string, unknown>;
  };
  /** A service case. */
  serviceActivity?: {
    /** The facts. */
    serviceActivity?: Record<string, unknown>;
  };
}

/** SDE events of a conversation. */
export interface SDEEvents {
  /** The events. `getSDEsFromConv` sorts them, with the oldest first. */
  events: SDEEvent[];
}

/** The SDE events of a conversation, the oldest first (docs/platform.md, "Conversation records"). */
export interface ConversationSDEs {
  /** Events of an authenticated consumer. */
  sdes: SDEEvents;
  /** Events of a consumer who is not authenticated. */
  unAuthSdes: SDEEvents;
}
