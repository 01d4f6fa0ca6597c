import { randomState } from 'openid-client';
import type { PendingSignIn, Session } from '../web/context';

/** Who takes longer is asked to start again. */
export const PENDING_MS = 10 * 60_000;
// As many tabs of one browser may be signing in at once; the bound keeps a session small, whatever asks for /login.
const MAX_PENDING = 5;

/** Notes a sign-in that begins; the oldest gives way when there are too many. Answers with its state. */
export function beginSignIn(
  session: Pick<Session, 'pendingSignIns'>,
  signIn: Omit<PendingSignIn, 'startedAt'>,
): string {
  const state = randomState();
  const others = fresh(session).slice(-(MAX_PENDING - 1));
  session.pendingSignIns = Object.fromEntries([...others, [state, { ...signIn, startedAt: Date.now() }]]);
  return state;
}

/** Takes the sign-in that a state belongs to out of the session: an answer of the provider counts once. */
export function takePendingSignIn(session: Pick<Session, 'pendingSignIns'>, state: unknown): PendingSignIn | undefined {
  const found = fresh(session).find(([each]) => each === state)?.[1];
  if (found) delete session.pendingSignIns?.[state as string];
  return found;
}

const fresh = (session: Pick<Session, 'pendingSignIns'>) =>
  Object.entries(session.pendingSignIns ?? {})
    .filter(([, { startedAt }]) => Math.abs(Date.now() - startedAt) < PENDING_MS)
    .sort(([, one], [, other]) => one.startedAt - other.startedAt);
