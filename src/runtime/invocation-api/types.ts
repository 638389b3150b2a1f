import type { LambdaForm, LambdaInput } from '../../events/input';

/** A request of the invocation API, independent of the server or the double that received it. */
export interface ApiRequest {
  /** The decoded segments of the path, by their names in `OPERATIONS`, such as `uuid`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** The answer. A fetch `Response` cannot be used, because it refuses the status 901. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers the requests of one operation. */
export type ApiHandler = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

/** The facts about a function that callers can see. */
export interface KnownFunction {
  readonly uuid: string;
  readonly name: string;
  /** The event that the function listens to. */
  readonly eventId?: string;
  /** The only skill that the function listens for. Without it, the function listens for every skill. */
  readonly skillId?: string;
  /** The skills that the function listens for, when it may have several. */
  readonly skills?: readonly string[];
  readonly description?: string;
  /** The version of the platform that the function is written for, `v1` by default. For V2, callers send no version of the API. */
  readonly form?: LambdaForm;
  /** The state that the list of functions shows, `Productive` by default. */
  readonly state?: string;
}

/** The functions of an account. */
export interface FunctionRegistry<Known extends KnownFunction = KnownFunction> {
  all(): readonly Known[];
  find(uuid: string): Known | undefined;
  /** The functions that listen to an event, in the order in which they are called. */
  listening(eventId: string, skillId?: string): readonly Known[];
}

/** How the run of a function ended. The result of `runLambda` has this shape. */
export interface FunctionOutcome {
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly logs?: readonly unknown[];
}

/** Runs a function. A rejection means that the function could not be run at all, for example without its file. */
export type RunFunction<Known> = (target: Known, input: LambdaInput) => Promise<FunctionOutcome>;
