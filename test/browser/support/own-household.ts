import type { TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { userId } from '../../support/members';
import { linkOn, PASSWORDS, setUpAddressOf, signInInvited, signInWith, useLink } from '../../support/own-accounts';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../../support/photos';
import { type AppPage, at } from './app-page';

const ADMIN = 'Ada';

/** Gives an app with accounts of its own an administrator, who invites somebody who comes and somebody who hasn't yet. @returns the pages that no other app has */
export async function settleOwnAccounts(app: TestApp): Promise<readonly AppPage[]> {
  const ada = new Browser(app.url);
  await useLink(ada, setUpAddressOf(app), { name: ADMIN, password: PASSWORDS.ada });
  await signInWith(ada, ADMIN, PASSWORDS.ada);
  const bea = await signInInvited(app, ada, 'Bea', PASSWORDS.bea);
  await bea.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada Evans' }));
  const invitation = linkOn(await ada.post('/accounts', { note: 'Cleo, from next door' }));
  const account = await app.services.own?.accounts.findByName('Bea');
  const reset = linkOn(await ada.post(`/accounts/actions/reset/${account?.id}`));
  return [
    { name: 'own-sign-in', as: null, go: (page) => page.getByLabel('Password').waitFor() },
    at('new-account', null, invitation),
    at('new-password', null, reset),
    at('accounts', ADMIN, '/accounts'),
    {
      ...{ name: 'account-link', as: ADMIN, isAnotherState: true },
      async go(page) {
        await page.goto('/accounts');
        await page.getByLabel('Who is it for?').fill('Dora');
        await page.getByRole('button', { name: 'Make the link' }).click();
        await page.waitForLoadState();
      },
    },
    at('admin', ADMIN, '/admin'),
    at('admin-user', ADMIN, `/admin/users/${await userId(app, 'Bea')}`),
    at('admin-audit', ADMIN, '/admin/audit'),
    at('own-members', ADMIN, '/members'),
    at('own-security', ADMIN, '/security'),
    at('own-galleries', 'Bea', '/galleries'),
  ];
}
