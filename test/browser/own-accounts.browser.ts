import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { PASSWORDS, setUpAddressOf } from '../support/own-accounts';
import { expectAccessible } from './support/axe';
import { DESKTOP, LOOKS, nameOf, PHONE } from './support/looks';
import { Stage } from './support/stage';

async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
}

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await fillIn(page, { Name: name, Password: password });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Has Chromium act as a phone with a fingerprint reader, on which somebody always puts the finger. */
async function addFingerprintReader(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

const expectFitting = async (page: Page) =>
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), page.url()).to.equal(true);

describe('accounts of the app’s own, in a browser', () => {
  const stage = Stage.setUp({ HOST: '0.0.0.0' });
  const setUpPage = () => setUpAddressOf(stage.app);

  it('are set up without scripts, on a phone', async () => {
    await stage.visit({ device: PHONE, javaScript: false }, async (page) => {
      await page.goto(setUpPage());
      await expectFitting(page);
      await fillIn(page, { 'Name to sign in with': 'Ada', Password: PASSWORDS.ada });
      await page.getByLabel('The same password again').fill(PASSWORDS.ada);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await signIn(page, 'Ada', PASSWORDS.ada);
      expect(await page.getByRole('heading', { level: 1 }).count()).to.equal(1);
    });
  });

  it('invite somebody, who makes an account in another browser', async () => {
    let link = '';
    await stage.visit({ device: DESKTOP }, async (page) => {
      await signIn(page, 'Ada', PASSWORDS.ada);
      await page.goto('/accounts');
      await page.getByLabel('Who is it for?').fill('Bea');
      await page.getByRole('button', { name: 'Make the link' }).click();
      link = (await page.locator('[data-copying="text"]').textContent()) ?? '';
      await expectAccessible(page);
    });
    await stage.visit({ device: PHONE }, async (page) => {
      await page.goto(link);
      await expectAccessible(page);
      await fillIn(page, { 'Name to sign in with': 'Bea', Password: PASSWORDS.bea });
      await page.getByLabel('The same password again').fill(PASSWORDS.bea);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await signIn(page, 'Bea', PASSWORDS.bea);
    });
  });

  it('are invited to a gallery by the name that they sign in with, and told so', async () => {
    await stage.visit({ device: PHONE, javaScript: false }, async (page) => {
      await signIn(page, 'Ada', PASSWORDS.ada);
      await page.goto('/members');
      await page.getByLabel('Sign-in name').fill('bea');
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByText('If somebody has an account with this name').waitFor();
      await expectFitting(page);
    });
    await stage.visit({ device: PHONE }, async (page) => {
      await signIn(page, 'Bea', PASSWORDS.bea);
      await page.getByText('1 invitation waits for you.').waitFor();
      await expectFitting(page);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'See who invites you' }).press('Enter');
      await page.getByRole('button', { name: 'Join' }).click();
      await page.goto('/');
      await page.getByText('No people yet').waitFor();
      expect(await page.getByText('for you.').count()).to.equal(0);
      await page.goto('/galleries');
      expect(await page.getByRole('link', { name: 'Members of' }).count()).to.equal(2);
    });
    await stage.visit({ device: PHONE }, async (page) => {
      await signIn(page, 'Ada', PASSWORDS.ada);
      await page.goto('/members');
      await expectAccessible(page);
    });
  });

  it('add a passkey, and sign in with it', async () => {
    await stage.visit({ device: PHONE }, async (page) => {
      await addFingerprintReader(page);
      await signIn(page, 'Ada', PASSWORDS.ada);
      await page.goto('/security');
      await fillIn(page, { 'What to call it': 'My phone', 'Your password': PASSWORDS.ada });
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByText('The passkey “My phone” was added').waitFor();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Sign in again' }).click();
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      expect(new URL(page.url()).pathname).to.equal('/');
    });
  });

  for (const look of LOOKS)
    it(`please axe-core and fit the screen, ${nameOf(look)}`, async () => {
      await stage.visit({ ...look, expects: [/status of 401/] }, async (page) => {
        await expectAccessible(page);
        await expectFitting(page);
        await fillIn(page, { Name: 'Ada', Password: 'not the password' });
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByText('The name or the password is wrong').waitFor();
        await expectAccessible(page);
        await signIn(page, 'Ada', PASSWORDS.ada);
        for (const address of ['/security', '/accounts']) {
          await page.goto(address);
          await expectAccessible(page);
          await expectFitting(page);
          const shots = process.env['SHOTS'];
          if (shots) await page.screenshot({ path: `${shots}${address}-${nameOf(look)}.png`, fullPage: true });
        }
      });
    });
});
