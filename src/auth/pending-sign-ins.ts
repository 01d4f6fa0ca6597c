import { randomState } from 'openid-client';
import type { Context, PendingSignIn, Session } from '../web/context';
import { CALLBACK_PATH } from './client-check';

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

/** Whether a request is the provider's answer to a sign-in that this browser has begun. The provider is another site, and leads here. */
export const isAwaitedAnswer = ({ path, query, session }: Context): boolean =>
  path === CALLBACK_PATH && fresh(session).some(([state]) => state === query['state']);

const fresh = (session: Pick<Session, 'pendingSignIns'>) =>
  Object.entries(session.pendingSignIns ?? {})
    .filter(([, { startedAt }]) => Math.abs(Date.now() - startedAt) < PENDING_MS)
    .sort(([, one], [, other]) => one.startedAt - other.startedAt);
