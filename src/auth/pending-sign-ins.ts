import { randomState } from 'openid-client';

/** A sign-in that has gone to the provider and not come back yet. */
export interface PendingSignIn {
  nonce: string;
  /** The secret half of PKCE (RFC 7636): only who began the sign-in can finish it. */
  codeVerifier: string;
  /** Where the person wanted to go. */
  returnTo: string;
  startedAt: number;
}

/** The part of a session that holds pending sign-ins, by their state. */
export interface PendingSignIns {
  pendingSignIns?: Record<string, PendingSignIn>;
}

/** Who takes longer is asked to start again. */
export const PENDING_MS = 10 * 60_000;
// As many tabs of one browser may be signing in at once; the bound keeps a session small, whatever asks for /login.
const MAX_PENDING = 5;

/** Notes a sign-in that begins; the oldest gives way when there are too many. Answers with its state. */
export function beginSignIn(session: PendingSignIns, signIn: Omit<PendingSignIn, 'startedAt'>): string {
  const state = randomState();
  const others = fresh(session).slice(-(MAX_PENDING - 1));
  session.pendingSignIns = Object.fromEntries([...others, [state, { ...signIn, startedAt: Date.now() }]]);
  return state;
}

/** Takes the sign-in that a state belongs to out of the session: an answer of the provider counts once. */
export function takePendingSignIn(session: PendingSignIns, state: unknown): PendingSignIn | undefined {
  const found = fresh(session).find(([each]) => each === state)?.[1];
  if (found) delete session.pendingSignIns?.[state as string];
  return found;
}

const fresh = (session: PendingSignIns) =>
  Object.entries(session.pendingSignIns ?? {})
    .filter(([, { startedAt }]) => Math.abs(Date.now() - startedAt) < PENDING_MS)
    .sort(([, one], [, other]) => one.startedAt - other.startedAt);
