import { randomState } from 'openid-client';
import type { PendingSignIn, Session } from '../web/context';

/** How long a sign-in may take. After that, people have to start again. */
export const PENDING_MS = 10 * 60_000;
// How many tabs of one browser may be signing in at once. The limit keeps a session small, however often /login is called.
const MAX_PENDING = 5;

/** Records a sign-in that begins, in place of the oldest if there are too many. @returns its `state`, a random text */
export function beginSignIn(
  session: Pick<Session, 'pendingSignIns'>,
  signIn: Omit<PendingSignIn, 'startedAt'>,
): string {
  const state = randomState();
  const others = fresh(session).slice(-(MAX_PENDING - 1));
  session.pendingSignIns = Object.fromEntries([...others, [state, { ...signIn, startedAt: Date.now() }]]);
  return state;
}

/** Takes the sign-in of a `state` out of the session, so that an answer of the provider counts once; undefined when there is none. */
export function takePendingSignIn(session: Pick<Session, 'pendingSignIns'>, state: unknown): PendingSignIn | undefined {
  const found = fresh(session).find(([each]) => each === state)?.[1];
  if (found) delete session.pendingSignIns?.[state as string];
  return found;
}

const fresh = (session: Pick<Session, 'pendingSignIns'>) =>
  Object.entries(session.pendingSignIns ?? {})
    .filter(([, { startedAt }]) => Math.abs(Date.now() - startedAt) < PENDING_MS)
    .sort(([, one], [, other]) => one.startedAt - other.startedAt);
