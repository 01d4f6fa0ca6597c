import type { Page } from 'playwright-core';
import type { TestApp } from '../../support/app';
import { signIn } from '../../support/browser';
import { linkTo } from '../../support/invitations';
import { makeGallery } from '../../support/members';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm } from '../../support/photos';
import { type AppPage, at, behind } from './app-page';

const OWNER = 'Ines Roth';
/** Who has a link to the club, and isn't a member yet. */
const INVITED = 'Jonas Berg';
const MEMBERS = { 'Greta Holm': 'editor', 'Tariq Aziz': 'viewer' } as const;

/** Gives several people a gallery in common, with two people in it and an open invitation. @returns its pages, and those that lead to it */
export async function settleClub(app: TestApp): Promise<readonly AppPage[]> {
  const owner = await signIn(app.url, OWNER);
  for (const member of Object.keys(MEMBERS)) await signIn(app.url, member);
  const club = await makeGallery(app, OWNER, 'Climbing club', MEMBERS);
  await makeGallery(app, OWNER, 'Family', { 'Greta Holm': 'viewer' });
  const base = `/g/${club.handle}`;
  for (const [name, face] of Object.entries({ 'Ada Evans': ADA_IN_SAMPLE_1, 'Bea Costa': BEA }))
    await owner.post(`${base}/images`, photoForm([[`${name}.jpg`, await cropFace(face)]], { name }));
  const invitation = await linkTo(owner, club, { role: 'editor' });
  await owner.open(`${base}/`); // shows the notices, which then are gone

  const openCopy = async (page: Page) => {
    await behind('', OWNER, `${base}/`, 'Ada Evans').go(page);
    await page.getByRole('link', { name: 'Copy to another gallery…' }).click();
    await page.waitForLoadState();
  };
  return [
    {
      ...{ name: 'gallery-switcher', as: OWNER, isAnotherState: true },
      async go(page) {
        await page.goto(`${base}/`);
        await page.locator('.switcher summary').click();
      },
    },
    behind('club-person', OWNER, `${base}/`, 'Ada Evans'),
    at('club-members', OWNER, `${base}/members`),
    at('club-members-for-a-viewer', 'Tariq Aziz', `${base}/members`, true),
    {
      ...{ name: 'invitation-link', as: OWNER, isAnotherState: true },
      async go(page) {
        await page.goto(`${base}/members`);
        await page.getByRole('button', { name: 'Make a link' }).click();
        await page.waitForLoadState();
      },
    },
    at('delete-gallery', OWNER, `${base}/gallery/delete`),
    { name: 'copy-person', as: OWNER, go: openCopy },
    {
      ...{ name: 'copy-question', as: OWNER, isAnotherState: true },
      async go(page) {
        await openCopy(page);
        await page.getByLabel('To which gallery?').selectOption('Family');
        await page.getByRole('button', { name: 'Next' }).click();
        await page.waitForLoadState();
      },
    },
    at('invitation', INVITED, invitation),
  ];
}
