import { expect } from 'chai';
import { beginSignIn, PENDING_MS, takePendingSignIn } from '../../src/auth/pending-sign-ins';
import type { Session } from '../../src/web/context';

const signIn = (returnTo = '/') => ({ nonce: 'nonce', codeVerifier: 'verifier', returnTo });

describe('pending sign-ins', () => {
  it('are found by their state, once', () => {
    const session: Pick<Session, 'pendingSignIns'> = {};
    const state = beginSignIn(session, signIn('/a'));
    expect(takePendingSignIn(session, state)).to.include(signIn('/a'));
    expect(takePendingSignIn(session, state)).to.equal(undefined);
  });

  it('are at most five: a new one replaces the oldest', () => {
    const session: Pick<Session, 'pendingSignIns'> = {};
    const states = Array.from({ length: 6 }, () => beginSignIn(session, signIn()));
    expect(Object.keys(session.pendingSignIns ?? {})).to.have.length(5);
    expect(takePendingSignIn(session, states[0])).to.equal(undefined);
    expect(takePendingSignIn(session, states[5])).not.to.equal(undefined);
  });

  it('expire after ten minutes', () => {
    const session: Pick<Session, 'pendingSignIns'> = {};
    const state = beginSignIn(session, signIn());
    for (const each of Object.values(session.pendingSignIns ?? {})) each.startedAt -= PENDING_MS;
    expect(takePendingSignIn(session, state)).to.equal(undefined);
  });

  for (const state of [undefined, '', '__proto__', 'constructor', ['a'], { toString: () => 'a' }]) {
    it(`are not found by ${JSON.stringify(state)}`, () => {
      const session: Pick<Session, 'pendingSignIns'> = {};
      beginSignIn(session, signIn());
      expect(takePendingSignIn(session, state)).to.equal(undefined);
      expect(takePendingSignIn({}, state)).to.equal(undefined);
    });
  }
});
