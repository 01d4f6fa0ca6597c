import { expect } from 'chai';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm } from '../support/photos';
import { expectAccessible } from './support/axe';
import { LOOKS, nameOf } from './support/looks';
import { Stage } from './support/stage';

describe('every page', () => {
  const stage = Stage.setUp();

  before(async () => {
    const grace = await signIn(stage.app.url, 'Grace');
    await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
  });

  for (const look of LOOKS) {
    describe(nameOf(look), () => {
      it('of the sign-in is accessible', () =>
        stage.visit(look, async (page) => {
          await page.getByLabel('Your name').waitFor();
          await expectAccessible(page);
        }));

      it('with nobody on it is accessible', () =>
        stage.visit({ ...look, as: 'Somebody new' }, async (page) => {
          await page.getByText('Nobody is here yet').waitFor();
          await expectAccessible(page);
        }));

      it('with people on it is accessible', () =>
        stage.visit({ ...look, as: 'Grace' }, async (page) => {
          await page.getByText('Ada').waitFor();
          await expectAccessible(page);
        }));

      it('of an error is accessible', () =>
        stage.visit({ ...look, as: 'Grace', expects: [/status of 404/] }, async (page) => {
          await page.goto('/nowhere');
          expect(await page.getByRole('alert').textContent()).to.equal('There is no such page.');
          await expectAccessible(page);
        }));
    });
  }
});
