import { expect } from 'chai';
import { ADA_IN_SAMPLE_1, cropFace, facelessPhoto, samplePhoto } from '../support/photos';
import { DEVICES } from './support/looks';
import { choosePhotos } from './support/photos';
import { Stage } from './support/stage';

describe('without JavaScript', () => {
  const stage = Stage.setUp();

  for (const device of DEVICES) {
    it(`a person is added, recognized and deleted, on a ${device.name}`, () =>
      stage.visit({ as: `Grace with a ${device.name}`, device, javaScript: false }, async (page) => {
        await page.getByLabel('Name', { exact: true }).fill('Ada');
        await choosePhotos(page.getByLabel('Photos of their face'), { 'ada.jpg': await cropFace(ADA_IN_SAMPLE_1) });
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByRole('status').filter({ hasText: 'A photo of Ada was added.' }).waitFor();

        await choosePhotos(page.getByLabel('A photo of one or more people'), { 'group.jpg': samplePhoto(3) });
        await page.getByRole('button', { name: 'Who is this?' }).click();
        await page.getByRole('heading', { name: 'Who’s in this photo' }).waitFor();
        expect(await page.getByRole('link', { name: 'Ada', exact: true }).count()).to.equal(1);

        await page.getByRole('link', { name: 'People', exact: true }).click();
        await page.getByRole('link', { name: 'Ada 1 photo' }).click();
        await page.getByText('Delete…', { exact: true }).click();
        await page.getByRole('button', { name: 'Delete permanently' }).click();
        await page.getByText('No people yet').waitFor();
      }));
  }

  it('what is wrong stands in the form, with what was typed', () =>
    stage.visit({ as: 'Grace', javaScript: false, expects: [/status of 422/] }, async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Ada <Lovelace>');
      await choosePhotos(page.getByLabel('Photos of their face'), { 'meadow.jpg': await facelessPhoto() });
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const form = page.getByRole('region', { name: 'Add a person' });
      expect(await form.getByRole('alert').innerText()).to.include('No face was found in the photo.');
      expect(await form.getByLabel('Name', { exact: true }).inputValue()).to.equal('Ada <Lovelace>');
    }));
});
