import { expect } from 'chai';
import { expectAccessible } from './support/axe';
import { Stage } from './support/stage';

/** How many cameras a page has running. Its script counts what it was given. */
const COUNT_TRACKS = `
  window.tracks = [];
  const given = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await given(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
`;
const RUNNING = "window.tracks.filter(({ readyState }) => readyState === 'live').length";

describe('the live camera', () => {
  const stage = Stage.setUp();

  it('takes a photo on a computer, and is put out with its dialog', () =>
    stage.visit({ as: 'Camera', expects: [/status of 422/] }, async (page) => {
      await page.context().grantPermissions(['camera']);
      await page.evaluate(COUNT_TRACKS);
      const dialog = page.getByRole('dialog', { name: 'Take a photo' });
      const open = () => page.locator('form[action="/images"]').getByText('Take a photo').click();
      await open();
      await dialog.getByRole('button', { name: 'Take', exact: true }).click();
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Retake' }).click();
      expect(await page.evaluate(RUNNING)).to.equal(1);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await page.evaluate(RUNNING), 'the light is out').to.equal(0);

      await open();
      await dialog.getByRole('button', { name: 'Take', exact: true }).click();
      await dialog.getByRole('button', { name: 'Use photo' }).click();
      await page.getByText('1 photo chosen. Whose is it?').waitFor();
      expect(await page.evaluate(RUNNING), 'the light is out').to.equal(0);

      await page.locator('form[action="/recognition"]').getByText('Take a photo').click();
      await dialog.getByRole('button', { name: 'Take', exact: true }).click();
      await dialog.getByRole('button', { name: 'Use photo' }).click();
      await page.getByRole('heading', { name: 'Who’s in this photo' }).waitFor();
    }));

  it('says what to do when it can’t be used, and offers files instead', () =>
    stage.visit({ as: 'No camera' }, async (page) => {
      const dialog = page.getByRole('dialog', { name: 'Take a photo' });
      for (const [failure, sentence] of [
        ['async () => { throw new DOMException("", "NotAllowedError"); }', 'The camera is blocked for this site.'],
        ['async () => { throw new DOMException("", "NotFoundError"); }', 'No camera was found.'],
        ['async () => { throw new DOMException("", "NotReadableError"); }', 'The camera is used by another app.'],
        ['undefined', 'Browsers allow the camera only at an address with https'],
      ] as const) {
        await page.evaluate(`navigator.mediaDevices.getUserMedia = ${failure}`);
        await page.locator('form[action="/images"]').getByText('Take a photo').click();
        await dialog.getByRole('alert').getByText(sentence).waitFor();
        const chooser = page.waitForEvent('filechooser');
        await dialog.getByRole('button', { name: 'Choose a photo instead' }).click();
        await chooser;
      }
    }));
});
