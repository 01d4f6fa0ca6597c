import type Koa from 'koa';
import type { FaultId } from '../errors';
import type { KnownGalleries } from '../gallery/access';
import type { Gallery } from '../gallery/galleries';
import type { Role } from '../gallery/memberships';

/** A message for the next page that the user sees. */
export interface Notice {
  kind: 'success' | 'warning' | 'danger';
  text: string;
  /** The id of an element of the next page, to show the message there and not at the top. */
  at?: string;
  /** The `galleryHandle` of the pages that show it. */
  gallery?: string | undefined;
  /** A button that posts a form, such as "Undo". With a question, it asks first, as it deletes something for good. */
  action?: { url: string; label: string; fields?: Readonly<Record<string, string>>; question?: string };
}

/** The part of an error that the client may see. */
export interface ErrorAnswer {
  status: number;
  id: FaultId | 'method_not_allowed' | 'bad_request' | 'unexpected';
  message: string;
  details: readonly string[];
  /** The field of the request that is wrong. */
  field?: string | undefined;
}

/** Answers with a fault in the form that the clients of some addresses expect. */
export interface FaultFormat {
  fits(ctx: Context): boolean;
  /** Sets the body, and the status if it is another one than the fault's. */
  answer(ctx: Context, fault: ErrorAnswer): void;
}

/** The key that a program presents (auth/keys/api-keys.ts). */
export interface RequestKey {
  id: number;
  handle: string;
  name: string;
  galleryId: number;
  /** Who made it. */
  userId: number;
  scopes: readonly string[];
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

/** A fault to show in the form that caused it. */
export interface FormFault {
  /** The name of the form in its view. */
  form: string;
  message: string;
  details: readonly string[];
  /** The typed texts, by field. */
  values: Readonly<Record<string, string>>;
}

/** A sign-in that has gone to the provider and hasn't come back yet. */
export interface PendingSignIn {
  nonce: string;
  /** The secret half of PKCE (RFC 7636): only the browser that began the sign-in can finish it. */
  codeVerifier: string;
  /** The address to go to after the sign-in. */
  returnTo: string;
  startedAt: number;
}

/** What the app remembers of a visitor between requests. Passport adds the signed-in user. */
export interface Session {
  /** The notices for the next page. */
  notices?: Notice[];
  /** Pending sign-ins, by their state. */
  pendingSignIns?: Record<string, PendingSignIn>;
  /** When the user signed in, in milliseconds since 1970. The session ends some time after, however busy it is. */
  signedInAt?: number;
  /** `User-Agent` of the browser that signed in, by which people know it. */
  agent?: string;
  /** Proves to the provider at sign-out whose session to end. */
  idToken?: string;
  /** Stores the session now instead of when the answer begins. */
  manuallyCommit(): Promise<void>;
}

/**
 * What middleware knows about a request. A route's own middleware may add to it; handlers name the addition:
 * `Context<Params, Added>`.
 */
export interface State {
  /** Identifies the request on error pages and in every log line. */
  requestId: string;
  /** The trace that the request belongs to, where requests are traced: 32 hexadecimal digits. */
  traceId?: string;
  /** The level of this request's lines in the log, by the status of its answer. */
  levelOf(status: number): 'info' | 'debug';
  /** Logs an error, sets its headers, and returns the part that the answer may show. */
  reportError(error: unknown): ErrorAnswer;
  /** The user for whom the request counts: who is signed in, or who made the key. */
  user?: { id: number; displayName: string; isAdmin?: boolean; invitations?: number };
  /** Only for the API: the key that opened the request. */
  key?: RequestKey;
  /** What stands before every path of the app in the addresses of this request's pages; `linkTo` in links.ts puts it there. */
  base: string;
  /** The gallery that the request works in; `galleryOf` in auth/guards.ts gives it to routes. */
  gallery?: Gallery | undefined;
  /** What the user may do in the gallery. */
  role?: Role | undefined;
  /** To be called when a body is received, which may have taken an hour. @throws when the user or the key may not do as much any more */
  recheckAccess?(): Promise<void>;
  /** The galleries that the user who is signed in may open, as far as they are known without another query. */
  galleries?: KnownGalleries;
  /** The handle in an address that begins with `/g/<handle>/`, whether there is such a gallery or not. */
  galleryHandle?: string | undefined;
  /** Whether a link on another site led here. */
  isLink?: boolean;
  /** The fault to show in a form of this request's page. */
  formFault?: FormFault;
  /** The text fields of a multipart form. */
  fields?: Readonly<Record<string, string>>;
  /** Only for a progress stream: functions to call when its work is over, before it ends. */
  afterStream?: Array<() => Promise<unknown>>;
}

/**
 * What Koa itself gives a request, without the index signatures of Koa's own type, which let any misspelled name pass.
 */
export interface BareContext extends Omit<Koa.ExtendableContext, 'request' | 'response'> {
  readonly request: Omit<Koa.Request, 'ctx' | 'file' | 'files' | 'response'>;
}

export type Next = () => Promise<void>;
export type BareMiddleware = (ctx: BareContext, next: Next) => Promise<void>;

interface Request extends Omit<BareContext['request'], 'body'> {
  /** The fields of a form. A field that comes several times is a list. */
  body?: Readonly<Record<string, unknown>>;
  /** The files of an upload, as multer leaves them. */
  files?: unknown;
}

/**
 * A request and its answer, for every handler and middleware of the app. Any other name doesn't compile.
 * @typeParam Params the route's parameters
 * @typeParam Added what the route's middleware adds to the state
 */
export interface Context<Params extends object = object, Added extends object = object>
  extends Omit<BareContext, 'request'> {
  readonly request: Request;
  readonly params: Readonly<Params>;
  readonly state: State & Added;
  get session(): Session;
  /** Set it to null to end the session. */
  set session(session: null);
  /** Answers with a page: a view inside the layout. */
  render(view: string, data: { title: string; [key: string]: unknown }): void;
}

/**
 * Runs before a route's handler, or before all of them.
 * @typeParam Added what it adds to the state
 */
export interface Middleware<Params extends object = object, Added extends object = object> {
  (ctx: Context<Params, Partial<Added>>, next: Next): Promise<void> | void;
  /** Never set. It only tells the compiler what the middleware adds. */
  readonly adds?: Added;
}

/** Answers the requests of a route. */
export type Handler<Params extends object = object, Added extends object = object> = (
  ctx: Context<Params, Added>,
) => Promise<void> | void;
