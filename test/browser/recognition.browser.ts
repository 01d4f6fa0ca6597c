import { expect } from 'chai';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { galleryOf } from '../support/people';
import { facelessPhoto, photoForm, samplePhoto } from '../support/photos';
import { addAdaAndBea, recognize } from '../support/results';
import { PERCENT_OF_FEW, SLIDER_OF_FEW } from '../support/rule';
import { expectAccessible } from './support/axe';
import { DEVICES, LOOKS, nameOf, PHONE } from './support/looks';
import { choosePhotos } from './support/photos';
import { Stage } from './support/stage';

const photoField = (page: Page) => page.getByLabel('A photo of one or more people');
const recognizeButton = (page: Page) => page.getByRole('button', { name: 'Who is this?' });
const resultTitle = (page: Page) => page.getByRole('heading', { name: 'Who’s in this photo' });
const face = (page: Page, number: number) => page.locator(`#face-${number}`);
const box = (page: Page, number: number) => page.locator(`.faces > svg a[data-face="${number}"]`);

/** A group twelve times over: so many faces that each is small. */
async function crowd(): Promise<Buffer> {
  const [width, height] = [480, 338];
  const one = await sharp(samplePhoto(3)).resize(width, height, { fit: 'fill' }).toBuffer();
  const tiles = Array.from({ length: 12 }, (_, i) => ({
    input: one,
    left: (i % 4) * width,
    top: Math.floor(i / 4) * height,
  }));
  return sharp({ create: { width: 4 * width, height: 3 * height, channels: 3, background: 'black' } })
    .composite(tiles)
    .jpeg()
    .toBuffer();
}

/** Holds back the requests to an address. @returns a function that lets them go on, to an answer or to none */
async function hold(page: Page, address: string): Promise<(how?: 'continue' | 'abort') => void> {
  let letOn: (how?: 'continue' | 'abort') => void = () => {};
  const held = new Promise<'continue' | 'abort'>((resolve) => {
    letOn = (how = 'continue') => resolve(how);
  });
  await page.route(address, async (route) => route[await held]());
  return letOn;
}

describe('recognizing people', () => {
  const stage = Stage.setUp();
  let visitors = 0;
  let as = '';

  /** Signs in a user who has Ada and Bea, and a result of sample photo 3, where Ada is in the middle. */
  beforeEach(async () => {
    as = `Grace ${++visitors}`;
    const grace = await signIn(stage.app.url, as);
    await addAdaAndBea(stage.app, grace, await galleryOf(stage.app, as));
    await recognize(grace, samplePhoto(3));
  });
  /** Opens that result. */
  const openResult = async (page: Page) => {
    await page.goto('/recognition');
    await page.getByRole('link', { name: 'Ada', exact: true }).first().click();
    await resultTitle(page).waitFor();
    await page.waitForLoadState('networkidle'); // the scripts are loaded
  };

  for (const device of DEVICES) {
    it(`shows who is in a chosen photo, on a ${device.name}`, () =>
      stage.visit({ as, device }, async (page) => {
        await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(1) });
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
        expect(await page.locator('.face-row h2').allInnerTexts()).to.deep.equal(['Bea', 'Unknown', 'Ada']);
      }));

    it(`says in the form what is wrong with a photo, and keeps it chosen, on a ${device.name}`, () =>
      stage.visit({ as, device, expects: [/status of 4/] }, async (page) => {
        const url = page.url();
        await choosePhotos(photoField(page), { 'half.jpg': samplePhoto(1).subarray(0, 90_000) });
        await recognizeButton(page).click();
        const alert = page.getByRole('alert');
        await alert.waitFor();
        expect(await alert.textContent()).to.equal('The photo is damaged or incomplete.');
        expect(page.url()).to.equal(url);
        expect(await photoField(page).inputValue()).to.include('half.jpg');
        expect(await photoField(page).getAttribute('aria-invalid')).to.equal('true');
        await expectAccessible(page);
        await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(3) });
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
      }));

    it(`highlights a name with its box and a box with its name, on hover and focus, on a ${device.name}`, () =>
      stage.visit({ as, device }, async (page) => {
        await openResult(page);
        const lit = () =>
          page
            .locator('.is-lit')
            .evaluateAll((all) => all.map((each) => each.dataset.face + each.tagName.toLowerCase()).sort());
        await box(page, 2).locator('rect').first().hover();
        expect(await lit()).to.deep.equal(['2a', '2li']);
        await face(page, 3).hover();
        expect(await lit()).to.deep.equal(['3a', '3li']);
        await page.mouse.move(1, 1);
        expect(await lit()).to.deep.equal([]);
        await box(page, 2).focus();
        expect(await lit()).to.deep.equal(['2a', '2li']);
        await face(page, 1).getByLabel('Who is this?').focus();
        expect(await lit()).to.deep.equal(['1a', '1li']);
      }));

    it(`asks, takes the answer and adds the face, on a ${device.name}`, () =>
      stage.visit({ as, device }, async (page) => {
        await openResult(page);
        await page.getByText('Too many names, or too few?').click();
        await page.getByLabel('How strict should matching be?').fill('0.4');
        await face(page, 2).getByText('Is this Ada?').waitFor();
        await face(page, 2).getByRole('button', { name: 'Yes, this is Ada' }).click();
        await face(page, 2).getByText('Confirmed as Ada, and added to Ada’s photos.').waitFor();
        expect(await face(page, 2).innerText()).to.include('Confirmed by you');
        await page.goto('/');
        await page.getByText('2 photos').waitFor();
      }));

    it(`never suggests a rejected name again until the verdict is retracted, on a ${device.name}`, () =>
      stage.visit({ as, device }, async (page) => {
        await openResult(page);
        await face(page, 2).getByRole('button', { name: 'No, this isn’t Ada' }).click();
        await face(page, 2).getByText('You said this isn’t Ada.').waitFor();
        await choosePhotos(photoField(page), {
          'again.jpg': await sharp(samplePhoto(3)).resize(900).jpeg({ quality: 70 }).toBuffer(),
        });
        await recognizeButton(page).click();
        await page.waitForURL((url) => !url.hash);
        await resultTitle(page).waitFor();
        expect(await face(page, 2).getByRole('heading').innerText()).to.equal('Unknown');
        await face(page, 2).getByRole('button', { name: 'Undo' }).click();
        await face(page, 2).getByRole('link', { name: 'Ada', exact: true }).waitFor();
      }));

    it(`names an unknown face with completion, and knows the person at once, on a ${device.name}`, () =>
      stage.visit({ as, device, expects: [/status of 4/] }, async (page) => {
        await openResult(page);
        const field = face(page, 3).getByLabel('Who is this?');
        const known = await page
          .locator(`datalist#${await field.getAttribute('list')} option`)
          .evaluateAll((all) => all.map((each) => each.getAttribute('value')));
        expect(known).to.have.members(['Ada', 'Bea']);
        await field.evaluate((input) => input.removeAttribute('maxlength'));
        await field.fill('x'.repeat(101));
        await field.press('Enter');
        await face(page, 3).getByRole('alert').waitFor();
        expect(await field.inputValue()).to.equal('x'.repeat(101));
        await expectAccessible(page);
        await field.fill('Cleo');
        await face(page, 3).getByRole('button', { name: 'Save the name of face 3' }).click();
        await face(page, 3).getByRole('link', { name: 'Cleo', exact: true }).waitFor();
        await page.goto('/');
        await page.getByText('Cleo').first().waitFor();
      }));

    it(`keeps what was typed elsewhere while a face gets its name, on a ${device.name}`, () =>
      stage.visit({ as, device, expects: [/status of 4/] }, async (page) => {
        await openResult(page);
        const other = face(page, 1).getByLabel('Who is this?');
        await other.fill('Bea of Bath');
        if (device === PHONE) await page.getByRole('link', { name: 'Add a person' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Eve');
        await face(page, 3).getByLabel('Who is this?').fill('\u200b');
        await face(page, 3).getByRole('button', { name: 'Save the name of face 3' }).click();
        await face(page, 3).getByRole('alert').waitFor();
        expect(await other.inputValue(), 'after a refusal').to.equal('Bea of Bath');
        await expectAccessible(page);
        await face(page, 3).getByLabel('Who is this?').fill('Cleo');
        await face(page, 3).getByLabel('Who is this?').press('Enter');
        await face(page, 3).getByText('Confirmed as Cleo, and added to Cleo’s photos.').waitFor();
        expect(await page.locator('#face-3:focus').count(), 'the focus is at the face').to.equal(1);
        expect(await other.inputValue(), 'after a name').to.equal('Bea of Bath');
        await page.locator('.people').getByText('Cleo').waitFor();
        await face(page, 2).getByRole('button', { name: 'No, this isn’t Ada' }).click();
        await face(page, 2).getByText('You said this isn’t Ada.').waitFor();
        expect(await other.inputValue(), 'after a correction').to.equal('Bea of Bath');
        expect(await page.getByLabel('Name', { exact: true }).inputValue(), 'in another form').to.equal('Eve');
        await other.press('Enter');
        await face(page, 1).getByRole('link', { name: 'Bea of Bath', exact: true }).waitFor();
      }));

    it(`relabels at once when the strictness is changed, and keeps it, on a ${device.name}`, () =>
      stage.visit({ as, device }, async (page) => {
        await openResult(page);
        const result = page.url();
        await page.getByText('Too many names, or too few?').click();
        await face(page, 1).getByLabel('Who is this?').fill('Cl');
        const slider = page.getByLabel('How strict should matching be?');
        await slider.focus();
        for (let i = 0; i < Math.round(100 * (Number(SLIDER_OF_FEW) - 0.4)); i++)
          await page.keyboard.press('ArrowLeft');
        await face(page, 2).getByText('Is this Ada?').waitFor();
        expect(await slider.getAttribute('aria-valuetext')).to.match(/^93% match or better: very strict/);
        expect(await page.locator('#sure:focus').count(), 'the focus stays').to.equal(1);
        expect(await face(page, 1).getByLabel('Who is this?').inputValue(), 'what was typed').to.equal('Cl');
        expect(page.url()).to.match(/\?sure=0\.4$/);
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Keep 93%' }).click();
        await page.getByText('Match strictness set to 93%.').waitFor();
        expect(await face(page, 2).getByRole('heading').innerText()).to.equal('Is this Ada?');
        await page.goto('/settings');
        expect(await page.getByLabel('How strict should matching be?').inputValue()).to.equal('0.4');
        await page.goto(result);
        await page.getByText('Too many names, or too few?').click();
        await page.getByRole('button', { name: `Follow the app’s measurements (${PERCENT_OF_FEW})` }).click();
        await face(page, 2).getByText('Sure').waitFor();
        expect(await slider.inputValue(), 'the slider goes with it').to.equal(String(Number(SLIDER_OF_FEW)));
      }));
  }

  it('lets the user keep typing while another name is being saved', () =>
    stage.visit({ as }, async (page) => {
      await openResult(page);
      const letOn = await hold(page, '**/faces/3/name');
      await face(page, 3).getByLabel('Who is this?').fill('Cleo');
      await page.keyboard.press('Enter');
      await face(page, 1).getByLabel('Who is this?').fill('Bath');
      await page.keyboard.press('Home');
      letOn();
      await face(page, 3).getByText('Confirmed by you').waitFor();
      await page.keyboard.type('Bea of ');
      expect(await face(page, 1).getByLabel('Who is this?').inputValue()).to.equal('Bea of Bath');
      expect(await page.locator('#face-1.is-lit').count()).to.equal(1);
    }));

  it('saves two names that are sent at once, and keeps a strictness that is being tried', () =>
    stage.visit({ as }, async (page) => {
      await openResult(page);
      await page.getByText('Too many names, or too few?').click();
      await page.getByLabel('How strict should matching be?').fill('0.4');
      await face(page, 2).getByText('Is this Ada?').waitFor();
      await face(page, 1).getByLabel('Who is this?').fill('Bea');
      await face(page, 3).getByLabel('Who is this?').fill('Cleo');
      await page.evaluate(
        "for (const id of ['face-1', 'face-3']) document.querySelector('#' + id + ' [name=name]').form.requestSubmit()",
      );
      await face(page, 3).getByRole('link', { name: 'Cleo', exact: true }).waitFor();
      expect(await face(page, 1).getByRole('heading').innerText()).to.equal('Bea');
      expect(await face(page, 2).getByRole('heading').innerText()).to.equal('Is this Ada?');
      expect(page.url()).to.match(/\?sure=0\.4$/);
    }));

  it('lets the user keep typing when another name can’t be saved', () =>
    stage.visit({ as, expects: [/failed request/, /Failed to load/] }, async (page) => {
      await openResult(page);
      const letOn = await hold(page, '**/faces/3/name');
      await face(page, 3).getByLabel('Who is this?').fill('Cleo');
      await page.keyboard.press('Enter');
      await face(page, 1).getByLabel('Who is this?').fill('Bea of ');
      letOn('abort');
      await face(page, 3).getByRole('alert').waitFor();
      await page.keyboard.type('Bath');
      expect(await face(page, 1).getByLabel('Who is this?').inputValue()).to.equal('Bea of Bath');
    }));

  it('relabels by the strictness that the user chose while a correction was being saved', () =>
    stage.visit({ as }, async (page) => {
      await openResult(page);
      await page.getByText('Too many names, or too few?').click();
      const letOn = await hold(page, '**/faces/3/name');
      await face(page, 3).getByLabel('Who is this?').fill('Cleo');
      await page.keyboard.press('Enter');
      await page.getByLabel('How strict should matching be?').fill('0.4');
      await page.locator('form[aria-busy="true"]').waitFor();
      letOn();
      await page.getByRole('button', { name: 'Keep 93%' }).waitFor();
      expect(await face(page, 2).getByRole('heading').innerText()).to.equal('Is this Ada?');
      expect(await face(page, 3).getByRole('heading').innerText()).to.equal('Cleo');
      expect(page.url()).to.match(/\?sure=0\.4$/);
    }));

  it('says at the face that its name can’t be saved, and keeps the name', () =>
    stage.visit({ as, expects: [/failed request/, /Failed to load/, /status of 401/] }, async (page) => {
      await openResult(page);
      await page.route('**/faces/3/name', (route) => route.abort('connectionreset'));
      const field = face(page, 3).getByLabel('Who is this?');
      await field.fill('Cleo');
      await field.press('Enter');
      await face(page, 3).getByText('The connection was lost. Please try again.').waitFor();
      await page.unroute('**/faces/3/name');
      await page.context().clearCookies();
      await field.press('Enter');
      await face(page, 3).getByText('sign in').waitFor();
      expect(await field.inputValue()).to.equal('Cleo');
      expect(await face(page, 3).getByRole('alert').count()).to.equal(1);
    }));

  it('lines up the boxes with the photo from the narrowest phone to a wide screen', () =>
    stage.visit({ as }, async (page) => {
      await openResult(page);
      const photo = page.locator('.faces > img');
      for (const width of [320, 390, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        // The photo is fitted into its view after the page is laid out.
        await until(async () => Number((await photo.boundingBox())?.width) > 0.4 * width);
        const [own, boxes] = await photo
          .or(page.locator('.faces > svg'))
          .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().toJSON()));
        expect(boxes, `at ${width} pixels`).to.deep.equal(own);
        expect(await page.evaluate('document.documentElement.scrollWidth'), 'nothing sticks out').to.be.at.most(width);
      }
    }));

  describe('while it lasts', () => {
    it('shows the upload’s progress, and then each stage', () =>
      stage.visit({ as }, async (page) => {
        await page.evaluate(`
          const stage = document.querySelector('[data-recognizing="stage"]');
          // Two stages may come in one moment: each is a change of its own, though the page shows only the latter.
          const tell = (text) => sessionStorage.setItem('told', [sessionStorage.getItem('told') ?? '', text].join('|'));
          new MutationObserver((changes) => changes.flatMap(({ addedNodes }) => [...addedNodes]).forEach(({ data }) => tell(data)))
            .observe(stage, { childList: true });
        `);
        await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(3) });
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
        const told = String(await page.evaluate('sessionStorage.getItem("told")'));
        expect(told).to.match(/Reading the photo….*Looking for faces…/);
      }));

    it('can be canceled and started again', () =>
      stage.visit({ as, expects: [/failed request/] }, async (page) => {
        await page.route('**/recognition', async (route) => {
          if (route.request().method() === 'POST')
            await new Promise((resolve) => page.once('close', resolve)); // never sent on
          else await route.continue();
        });
        await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(3) });
        await recognizeButton(page).click();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await recognizeButton(page).and(page.locator(':enabled')).waitFor();
        expect(await photoField(page).inputValue()).to.include('group.jpg');
        expect(await page.getByRole('alert').count()).to.equal(0);
        await page.unroute('**/recognition');
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
      }));
  });

  /** A photo as the system's clipboard or a file manager would hand it over. */
  const handOver = async (page: Page, photo: Buffer, act: string) => {
    await page.locator('form[action="/recognition"][data-live]').waitFor(); // a page that a script dispatches to doesn't wait for its own scripts
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${photo.toString('base64')}'), (each) => each.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'photo.jpg', { type: 'image/jpeg' }));
      ${act}
    })()`);
  };

  it('takes a photo that is pasted', () =>
    stage.visit({ as }, async (page) => {
      await handOver(
        page,
        samplePhoto(3),
        "document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))",
      );
      await resultTitle(page).waitFor();
    }));

  it('takes a photo that is dropped on the form, and shows where', () =>
    stage.visit({ as }, async (page) => {
      const over = (type: string) =>
        `document.querySelector('form[action="/recognition"]').dispatchEvent(new DragEvent('${type}', { dataTransfer: data, bubbles: true, cancelable: true }))`;
      await handOver(page, samplePhoto(3), over('dragover'));
      expect(await page.locator('form.is-over').count()).to.equal(1);
      await handOver(page, samplePhoto(3), over('drop'));
      await resultTitle(page).waitFor();
    }));

  it('takes a photo with a phone’s camera', () =>
    stage.visit({ as, device: PHONE }, async (page) => {
      const camera = page.locator('form[action="/recognition"] input[capture]');
      expect(await camera.getAttribute('capture')).to.equal('environment');
      await choosePhotos(camera, { 'camera.jpg': samplePhoto(3) });
      await resultTitle(page).waitFor();
    }));

  describe('with the keyboard alone', () => {
    /** Presses Tab until an element has the focus. */
    const tabTo = async (page: Page, what: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        if (await page.locator(`${what}:focus`).count()) return;
      }
      throw new Error(`Tab doesn't reach ${what}.`);
    };

    it('goes from the photo to the names and through all corrections', () =>
      stage.visit({ as }, async (page) => {
        await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(3) }); // the system's own dialog
        await photoField(page).focus();
        await tabTo(page, 'form[action="/recognition"] button[type="submit"]');
        await page.keyboard.press('Enter');
        await resultTitle(page).waitFor();
        await tabTo(page, '.faces > svg a[data-face="3"]');
        expect(await page.locator('#face-3.is-lit').count()).to.equal(1);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Escape'); // what the box opens
        await tabTo(page, '#name-3');
        await page.keyboard.type('Cleo');
        await page.keyboard.press('Enter');
        await face(page, 3).getByText('Confirmed by you').waitFor();
        await tabTo(page, '#face-3 form[action$="forget"] button');
        await page.keyboard.press('Enter');
        await face(page, 3).getByLabel('Who is this?').waitFor();
        await tabTo(page, '.fine-tuning summary');
        await page.keyboard.press('Enter');
        await tabTo(page, '#sure');
        for (let i = 0; i < Math.round(100 * (Number(SLIDER_OF_FEW) - 0.4)); i++)
          await page.keyboard.press('ArrowLeft');
        await face(page, 2).getByText('Is this Ada?').waitFor();
        await page.locator('#face-1 input').focus();
        await tabTo(page, '#more-2 summary');
        await page.keyboard.press('Enter');
        await tabTo(page, '#face-2 input[type="checkbox"]');
        await page.keyboard.press('Space');
        await page.locator('#face-1 input').focus();
        await tabTo(page, '#face-2 button');
        await page.keyboard.press('Enter');
        await face(page, 2).getByText('Confirmed by you').waitFor();
      }));
  });

  it('works without JavaScript: recognize, answer, name, try a strictness, open the history, delete', () =>
    stage.visit({ as, javaScript: false, expects: [/status of 4/] }, async (page) => {
      await choosePhotos(photoField(page), { 'meadow.txt': Buffer.from('no photo') });
      await recognizeButton(page).click();
      expect(await page.getByRole('alert').innerText()).to.include(
        'isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP',
      );
      await choosePhotos(photoField(page), { 'group.jpg': samplePhoto(3) });
      await recognizeButton(page).click();
      await choosePhotos(photoField(page), { 'meadow.txt': Buffer.from('no photo') });
      await recognizeButton(page).click();
      expect(await page.getByRole('alert').innerText()).to.include(
        'isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP',
      );
      await resultTitle(page).waitFor();
      await face(page, 3).getByLabel('Who is this?').fill('Cleo');
      await face(page, 3).getByRole('button', { name: 'Save' }).click();
      await face(page, 3).getByRole('link', { name: 'Cleo', exact: true }).waitFor();
      await page.getByText('Too many names, or too few?').click();
      await page.getByLabel('How strict should matching be?').focus();
      for (let i = 0; i < Math.round(100 * (Number(SLIDER_OF_FEW) - 0.4)); i++) await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: 'Try' }).click();
      await face(page, 2).getByRole('button', { name: 'No, this isn’t Ada' }).click();
      await face(page, 2).getByText('You said this isn’t Ada.').waitFor();
      await page.getByRole('link', { name: 'History' }).click();
      expect(await page.locator('.history-entry').count()).to.equal(2);
      await page
        .locator('summary', { hasText: /Delete…, result from \w+ \d+, \d{4}/ })
        .first()
        .click();
      expect(await page.locator('.history-entry').count(), 'it asks first').to.equal(2);
      await page.getByRole('button', { name: /^Delete permanently ?, result from \w/ }).click();
      expect(await page.locator('.history-entry').count()).to.equal(1);
      await page.getByText('Delete all…').click();
      await page.getByRole('button', { name: 'Delete all permanently' }).click();
      await page.getByText('No recent results').waitFor();
    }));

  it('asks before it deletes a result, at 320 pixels, too', () =>
    stage.visit({ as, viewport: { width: 320, height: 700 } }, async (page) => {
      await page.goto('/recognition');
      const question = page.locator('.history-entry summary', { hasText: 'Delete…' });
      await question.focus();
      await page.keyboard.press('Enter');
      await page.getByText('Your people stay').filter({ visible: true }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320);
      for (const target of [question, page.getByRole('button', { name: /^Delete permanently/ })]) {
        const { width = 0, height = 0 } = (await target.boundingBox()) ?? {};
        expect(Math.min(width, height), 'large enough for a finger').to.be.at.least(24);
      }
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Result deleted.').waitFor();
    }));

  it('shows times in the user’s own time zone', () =>
    stage.visit({ as }, async (page) => {
      await page.goto('/recognition');
      const time = page.locator('.history time');
      const told = await time.getAttribute('datetime');
      const expected = await page.evaluate(
        `new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date('${told}'))`,
      );
      await page.getByText(String(expected), { exact: true }).waitFor();
    }));

  describe('is accessible', () => {
    for (const look of LOOKS) {
      it(`in every state, ${nameOf(look)}`, () =>
        stage.visit({ ...look, as, expects: [/status of 4/] }, async (page) => {
          await page.goto('/recognition');
          await expectAccessible(page);
          await page.locator('.history-entry summary').first().click();
          await expectAccessible(page);
          await openResult(page);
          await expectAccessible(page);
          await page.getByText('Too many names, or too few?').click();
          await page.getByLabel('How strict should matching be?').fill('0.4');
          await face(page, 2).getByText('Is this Ada?').waitFor();
          await expectAccessible(page);
          await face(page, 2).getByRole('button', { name: 'Yes, this is Ada' }).click();
          await face(page, 2).getByText('Confirmed by you').waitFor();
          await face(page, 1).getByLabel('Who is this?').fill('\u200b');
          await face(page, 1).getByRole('button', { name: 'Save' }).click();
          await face(page, 1).getByRole('alert').waitFor();
          await expectAccessible(page);
          await box(page, 2).focus();
          await expectAccessible(page);
          await page.goto('/settings');
          await expectAccessible(page);
        }));
    }

    it('with a crowd, on a phone', () =>
      stage.visit({ as, device: PHONE }, async (page) => {
        await choosePhotos(photoField(page), { 'crowd.jpg': await crowd() });
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
        expect(await page.locator('.face-row').count()).to.be.above(20);
        await expectAccessible(page);
        const labels = page.locator('.faces > svg text:visible');
        expect(await labels.filter({ hasText: /^\d+$/ }).count(), 'numbers stand for unknown faces').to.be.above(20);
        expect(await labels.filter({ hasText: 'Unknown' }).count(), 'the word would hide the faces').to.equal(0);
      }));

    it('with no face, and with nothing in the history', () =>
      stage.visit({ as: `${as} anew` }, async (page) => {
        await page.goto('/recognition');
        await expectAccessible(page);
        await page.goto('/');
        await choosePhotos(photoField(page), { 'meadow.jpg': await facelessPhoto() });
        await recognizeButton(page).click();
        await resultTitle(page).waitFor();
        await expectAccessible(page);
      }));

    it('with a suggestion to merge', async () => {
      const grace = await signIn(stage.app.url, as);
      await grace.post('/images', photoForm([['ada.jpg', samplePhoto(1)]], { name: 'Eve' }));
      const draft = firstOf(await stage.app.services.drafts.list(await galleryOf(stage.app, as), 1));
      await grace.post(`/drafts/${draft.id}/choose`, { face: '3', insist: 'yes' });
      await stage.visit({ as }, async (page) => {
        await page.goto('/settings');
        await page.getByText('To merge them, go to').waitFor();
        await expectAccessible(page);
      });
    });
  });
});
