// @ts-check
import { link as linkTo, unlinked } from './links.js';

const ID = 'signed-out';

/**
 * Says at the top of the page that the session is over, and offers to sign in. It opens a new tab, so that what is typed and chosen on
 * this page stays: after signing in, it can be sent again.
 * @param {string | undefined} faultId the id of an answer's fault
 */
export function offerSignIn(faultId) {
  if (faultId !== 'not_signed_in' && faultId !== 'account_deleted') return;
  if (document.getElementById(ID)) return;
  const { pathname, search } = window.location;
  const link = document.createElement('a');
  Object.assign(link, {
    href: linkTo(`/login?${new URLSearchParams({ returnTo: unlinked(pathname) + search })}`),
    target: '_blank',
    rel: 'noopener',
    className: 'alert-link',
    textContent: 'Sign in in a new tab',
  });
  const alert = document.createElement('div');
  Object.assign(alert, { id: ID, className: 'alert alert-warning' });
  alert.setAttribute('role', 'alert');
  alert.append('You’re signed out. ', link, ', then come back and try again: this page stays as it is.');
  document.querySelector('main')?.prepend(alert);
  alert.scrollIntoView({ block: 'nearest' });
}
