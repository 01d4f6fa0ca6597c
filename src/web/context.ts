import type Koa from 'koa';
import type { FaultId } from '../errors';
import type { Gallery } from '../gallery/galleries';

/** A message for the next page that is shown. */
export interface Notice {
  kind: 'success' | 'warning' | 'danger';
  text: string;
  /** The id of the element that it is about, on the next page: it is shown there, and not at the top. */
  at?: string;
  /** What can be done about it, such as taking it back: a button that posts, after a question where it deletes something for good. */
  action?: { url: string; label: string; fields?: Readonly<Record<string, string>>; question?: string };
}

/** What may be told of an error. */
export interface ErrorAnswer {
  status: number;
  id: FaultId | 'method_not_allowed' | 'bad_request' | 'unexpected';
  message: string;
  details: readonly string[];
}

/** A fault, told in the form that caused it. */
export interface FormFault {
  /** Which form of the page, by the name that its view calls it. */
  form: string;
  message: string;
  details: readonly string[];
  /** The texts as they were typed, by field. */
  values: Readonly<Record<string, string>>;
}

/** A sign-in that has gone to the provider and not come back yet. */
export interface PendingSignIn {
  nonce: string;
  /** The secret half of PKCE (RFC 7636): only who began the sign-in can finish it. */
  codeVerifier: string;
  /** Where the person wanted to go. */
  returnTo: string;
  startedAt: number;
}

/** What is kept of a visitor from one request to the next. Passport adds who has signed in. */
export interface Session {
  /** Left for the next page. */
  notices?: Notice[];
  /** Sign-ins on their way, by their state. */
  pendingSignIns?: Record<string, PendingSignIn>;
  /** When the person signed in; a session ends for good some time after, however busy it is. */
  signedInAt?: number;
  /** Shown to the provider at sign-out, as a proof of whose session it shall end. */
  idToken?: string;
  /** Stores the session now, and not when the answer begins. */
  manuallyCommit(): Promise<void>;
}

/** What middleware says of a request. A route's own middleware may add to it, which its handlers name: `Context<Params, Added>`. */
export interface State {
  /** Stands on the page of an error and in every log line of the request. */
  requestId: string;
  /** Logs an error that this request is about to be answered with, sets its headers, and says what may be told of it. */
  reportError(error: unknown): ErrorAnswer;
  /** Whoever is signed in. */
  user?: { id: number; displayName: string };
  /** The gallery that the request works in; `galleryOf` in auth/guards.ts gives it to routes. */
  gallery?: Gallery | undefined;
  /** What is wrong in a form of the page that is about to be shown. */
  formFault?: FormFault;
  /** The texts of an uploaded form. */
  fields?: Readonly<Record<string, string>>;
  /** Of an answer in stages: what is to be done when its work is over, before it ends. */
  afterStream?: Array<() => Promise<unknown>>;
}

/** What Koa itself gives a request. Koa's own type has index signatures, which let any misspelt name pass. */
export interface BareContext extends Omit<Koa.ExtendableContext, 'request' | 'response'> {
  readonly request: Omit<Koa.Request, 'ctx' | 'file' | 'files' | 'response'>;
}

export type Next = () => Promise<void>;
export type BareMiddleware = (ctx: BareContext, next: Next) => Promise<void>;

interface Request extends Omit<BareContext['request'], 'body'> {
  /** The fields of a form; one that comes several times is a list. */
  body?: Readonly<Record<string, unknown>>;
  /** The files of an upload, as multer has them. */
  files?: unknown;
}

/**
 * A request and its answer, as every handler and middleware of the app sees them. A name that isn't here doesn't compile.
 * @typeParam Params the route's parameters
 * @typeParam Added what the route's middleware adds to the state
 */
export interface Context<Params extends object = object, Added extends object = object>
  extends Omit<BareContext, 'request'> {
  readonly request: Request;
  readonly params: Readonly<Params>;
  readonly state: State & Added;
  get session(): Session;
  /** With null, the session ends. */
  set session(session: null);
  /** Answers with a page: a view inside the layout, with what every page shows. */
  render(view: string, data: { title: string; [key: string]: unknown }): void;
}

/**
 * Runs before a route's handler, or before all of them.
 * @typeParam Added what it adds to the state
 */
export interface Middleware<Params extends object = object, Added extends object = object> {
  (ctx: Context<Params, Partial<Added>>, next: Next): Promise<void> | void;
  /** Never there: it lets the compiler know what is added. */
  readonly adds?: Added;
}

/** Answers the requests of a route. */
export type Handler<Params extends object = object, Added extends object = object> = (
  ctx: Context<Params, Added>,
) => Promise<void> | void;
