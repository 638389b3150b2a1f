import type { CalendarDate, SDEProductItem } from './sde-types';

/** What every SDE event of a conversation carries. */
interface SDEEventBase {
  /** Milliseconds since the epoch: text in every answer of the API, a number in the toolbelt's own sample. */
  serverTimeStamp?: string | number;
  originalTimeStamp?: string | number;
  isAuthenticated?: boolean;
}

/** About the customer, as a conversation has it. */
export interface CustomerInfo {
  customerStatus?: string;
  customerType?: string;
  balance?: number;
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
  loginStatus?: number | string;
  storeZipCode?: string;
  storeNumber?: string;
  [field: string]: unknown;
}

/** About the person, as a conversation has it. */
export interface PersonalInfo {
  name?: string;
  surname?: string;
  company?: string;
  gender?: string;
  language?: string;
  customerAge?: {
    customerAgeInYears?: number;
    customerYearOfBirth?: number;
    customerMonthOfBirth?: number;
    customerDateOfBirth?: number;
  };
  contacts?: Array<{ personalContact?: { email?: string; phone?: string; [field: string]: unknown } }>;
  [field: string]: unknown;
}

/** A product that was looked at, bought or put into a cart. */
export interface SDEEventProducts {
  currency?: string;
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
        sdeType: 'CUSTOMER_INFO';
        customerInfo?: { customerInfo?: CustomerInfo; originatingChannel?: string };
      }
    | { sdeType: 'PERSONAL_INFO'; personalInfo?: { personalInfo?: PersonalInfo } }
    | { sdeType: 'CART_STATUS'; cartStatus?: SDEEventProducts & { total?: number; numItems?: number } }
    | { sdeType: 'PURCHASE'; purchase?: SDEEventProducts & { total?: number; orderId?: string } }
    | {
        sdeType: 'VIEWED_PRODUCT';
        viewedProduct?: SDEEventProducts & { statusInStock?: string; quantityInStock?: number };
      }
    | {
        sdeType: 'MARKETING_CAMPAIGN_INFO';
        marketingCampaignInfo?: { marketingCampaignInfo?: Record<string, unknown> };
      }
    | { sdeType: 'SEARCH_CONTENT'; searchContent?: { keywords?: string[]; [field: string]: unknown } }
    | { sdeType: 'VISITOR_ERROR'; visitorError?: { visitorError?: Record<string, unknown> } }
    | { sdeType: 'LEAD'; lead?: { lead?: Record<string, unknown> } }
    | { sdeType: 'SERVICE_ACTIVITY'; serviceActivity?: { serviceActivity?: Record<string, unknown> } }
  );

/** SDE events of a conversation. */
export interface SDEEvents {
  events: SDEEvent[];
}

/** The SDE events of a conversation, oldest first (seed 003). */
export interface ConversationSDEs {
  /** Those of an authenticated consumer. */
  sdes: SDEEvents;
  unAuthSdes: SDEEvents;
}
