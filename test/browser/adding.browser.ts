import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../support/browser';
import { elementAt, firstOf } from '../support/elements';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  CLEO,
  cropFace,
  facelessPhoto,
  photoForm,
  samplePhoto,
} from '../support/photos';
import { expectAccessible } from './support/axe';
import { DEVICES, LOOKS, nameOf, PHONE } from './support/looks';
import { choosePhotos } from './support/photos';
import { Stage } from './support/stage';

const photosField = (page: Page) => page.getByLabel('Photos of their face');
const outcomes = (page: Page) => page.locator('[data-adding="report"] li');
const done = (page: Page) =>
  page
    .getByText(
      /^(\d+ photos? added|\d+ (added|refused|already added|to review)(, \d+ (refused|already added|to review))*)$/,
    )
    .waitFor();

async function add(page: Page, name: string, photos: Record<string, Buffer>): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await choosePhotos(photosField(page), photos);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
}

describe('adding people, as a user does', () => {
  const stage = Stage.setUp();

  for (const device of DEVICES) {
    it(`shows the outcome of each photo and the person at once, on a ${device.name}`, () =>
      stage.visit({ as: `Each ${device.name}`, device, expects: [/status of 422/] }, async (page) => {
        await add(page, 'Bea', {
          'bea.jpg': await cropFace(BEA),
          'meadow.jpg': await facelessPhoto(),
          'group.jpg': samplePhoto(1),
        });
        await done(page);
        const told = (await outcomes(page).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
        expect(told[0]).to.match(/^✓ Bea, bea\.jpg: Added\./);
        expect(told.slice(1)).to.deep.equal([
          '✕ Bea, meadow.jpg: No face was found in the photo.',
          '? Bea, group.jpg: Needs your answer. It shows 3 faces. Which one is Bea? Answer',
        ]);
        await page.locator('.person-card', { hasText: 'Bea' }).waitFor();
        await page.getByText('You have 1 photo to review.').waitFor();
        await page.getByText('1 added, 1 to review, 1 refused').waitFor();
        expect(await page.getByLabel('Name', { exact: true }).inputValue(), 'the next is somebody else').to.equal('');
        await expectAccessible(page);
      }));
  }

  for (const look of LOOKS) {
    it(`lets the user click the face they mean: ${nameOf(look)}`, () =>
      stage.visit({ as: `Click ${nameOf(look)}`, ...look }, async (page) => {
        await add(page, 'Bea', { 'group.jpg': samplePhoto(1) });
        await done(page);
        await outcomes(page).getByRole('link', { name: 'Answer' }).click();
        await page.getByRole('heading', { name: 'Which face is Bea?' }).waitFor();
        await expectAccessible(page);
        await page.locator('.face-button').first().click();
        await page.getByText('A photo of Bea was added.').waitFor();
      }));
  }

  it('lets the user choose it with the keyboard alone', () =>
    stage.visit({ as: 'Keyboard' }, async (page) => {
      await add(page, 'Cleo', { 'group.jpg': samplePhoto(1) });
      await done(page);
      await outcomes(page).getByRole('link', { name: 'Answer' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Which face is Cleo?' }).waitFor();
      const second = page.locator('.face-choice:focus', { hasText: 'Face 2' });
      for (let presses = 0; (await second.count()) === 0; presses++) {
        expect(presses, 'presses of Tab until face 2').to.be.below(30);
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.getByText('A photo of Cleo was added.').waitFor();
    }));

  for (const device of DEVICES) {
    it(`asks when a face looks like somebody else, and takes the user’s answer, on a ${device.name}`, () =>
      stage.visit({ as: `Doubt ${device.name}`, device }, async (page) => {
        await add(page, 'Ada', { 'ada.jpg': await cropFace(ADA_IN_SAMPLE_1) });
        await done(page);
        await add(page, 'Eve', { 'eve.jpg': await cropFace(ADA_IN_SAMPLE_3) });
        await outcomes(page).getByRole('link', { name: 'Answer' }).click();
        await page.getByRole('heading', { name: 'Is this really Eve?' }).waitFor();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'No, this is Ada' }).click();
        await page.getByText('A photo of Ada was added.').waitFor();
        await page.locator('.person-card', { hasText: '2 photos' }).waitFor();
      }));
  }

  describe('with folders', () => {
    let folder: string;
    before(async () => {
      folder = path.join(mkdtempSync(path.join(tmpdir(), 'familiar-faces-')), 'people');
      for (const [name, place] of [
        ['Bea', BEA] as const,
        ['Cleo', CLEO] as const,
        ['Žofie', ADA_IN_SAMPLE_1] as const,
      ]) {
        mkdirSync(path.join(folder, name), { recursive: true });
        writeFileSync(path.join(folder, name, `${name}.jpg`), await cropFace(place));
        writeFileSync(path.join(folder, name, 'notes.txt'), 'no photo');
      }
    });
    after(() => rmSync(path.dirname(folder), { recursive: true }));

    for (const device of DEVICES) {
      it(`adds a folder with one folder per person, and nothing twice when it is chosen again, on a ${device.name}`, () =>
        stage.visit({ as: `Folders ${device.name}`, device, expects: [/status of 409/] }, async (page) => {
          const choose = async () => {
            await page.locator('[data-adding="folder"]').setInputFiles(folder);
            await page.getByRole('button', { name: 'Add 3 photos' }).click();
          };
          await choose();
          await done(page);
          expect(await page.locator('.person-card .person-name').allInnerTexts()).to.deep.equal([
            'Bea',
            'Cleo',
            'Žofie',
          ]);
          await choose();
          await page.getByText('Already added.').nth(2).waitFor();
          expect(await outcomes(page).count(), 'a list of its own').to.equal(3);
          await page.reload();
          expect(await page.locator('.person-count').allInnerTexts()).to.deep.equal(['1 photo', '1 photo', '1 photo']);
        }));
    }

    it('takes a folder that was chosen before the page’s scripts were loaded', () =>
      stage.visit({ as: 'Early', waitsForScripts: false }, async (page) => {
        let letGo = () => {};
        const held = new Promise<void>((resolve) => {
          letGo = resolve;
        });
        await page.route('**/assets/adding.*.js', (route) => held.then(() => route.continue()));
        await page.reload();
        await page.locator('[data-adding="folder"]').setInputFiles(folder);
        letGo();
        await page.getByRole('button', { name: 'Add 3 photos' }).click();
        await done(page);
        expect(await page.locator('.person-card').count()).to.equal(3);
      }));

    for (const device of DEVICES) {
      it(`goes on where the connection was lost, on a ${device.name}`, () =>
        stage.visit(
          { as: `Lost ${device.name}`, device, expects: [/ERR_FAILED|Failed to load|net::/] },
          async (page) => {
            await page.clock.install();
            await page.route('**/images', (route) => route.abort());
            await page.locator('[data-adding="folder"]').setInputFiles(folder);
            await page.getByRole('button', { name: 'Add 3 photos' }).click();
            const again = page.getByRole('button', { name: 'Try again' });
            while (!(await again.isVisible())) await page.clock.runFor(5000);
            await page.unroute('**/images');
            await page.clock.resume();
            await again.click();
            await done(page);
            await page.locator('.person-card', { hasText: 'Žofie' }).waitFor();
            expect(await page.locator('.person-card').count()).to.equal(3);
          },
        ));
    }
  });

  it('says at once that the connection is gone, and goes on by itself when it is back', () =>
    stage.visit({ as: 'Offline', expects: [/ERR_INTERNET_DISCONNECTED|Failed to load/] }, async (page) => {
      const bea = await cropFace(BEA);
      await page.context().setOffline(true);
      await add(page, 'Bea', { 'bea.jpg': bea });
      await page.getByText('The connection is gone. This goes on by itself when it’s back.').waitFor();
      await page.getByText('Waiting for the connection…').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Cleo');
      await page.context().setOffline(false);
      await done(page);
      expect(await page.getByText('The connection is gone.').isVisible()).to.equal(false);
      expect(await page.getByLabel('Name', { exact: true }).inputValue(), 'what was typed meanwhile').to.equal('Cleo');
      await page.locator('.person-card', { hasText: 'Bea' }).waitFor();
    }));

  it('waits at least as long as the server says after too many photos at once', () =>
    stage.visit({ as: 'Hasty', expects: [/status of 429/] }, async (page) => {
      const sent: number[] = [];
      await page.route('**/images', (route) => {
        sent.push(performance.now());
        if (sent.length > 1) return route.continue();
        return route.fulfill({
          status: 429,
          headers: { 'Retry-After': '5' },
          json: { error: { id: 'too_many_requests', message: 'Wait.' } },
        });
      });
      await add(page, 'Bea', { 'bea.jpg': await cropFace(BEA) });
      await done(page);
      expect(elementAt(sent, 1) - firstOf(sent)).to.be.above(4900);
      await page.locator('.person-card', { hasText: 'Bea' }).waitFor();
    }));

  it('keeps a result’s page when a person is added below it', () =>
    stage.visit({ as: 'Below' }, async (page) => {
      await page
        .getByLabel('A photo of one or more people')
        .setInputFiles({ name: 'group.jpg', mimeType: 'image/jpeg', buffer: samplePhoto(1) });
      await page.getByRole('button', { name: 'Who is this?' }).click();
      await page.getByRole('heading', { name: 'Who’s in this photo' }).waitFor();
      await add(page, 'Bea', { 'bea.jpg': await cropFace(BEA) });
      await done(page);
      await page.locator('.person-card', { hasText: 'Bea' }).waitFor();
      expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).to.deep.equal(['Who’s in this photo']);
    }));

  it('asks for a name before it sends anything', () =>
    stage.visit({ as: 'Nameless' }, async (page) => {
      await choosePhotos(photosField(page), { 'bea.jpg': await cropFace(BEA) });
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      expect(await page.locator('#name:invalid').count()).to.equal(1);
      expect(await outcomes(page).count()).to.equal(0);
    }));

  describe('without JavaScript', () => {
    it('keeps the typed name next to the photo’s fault', () =>
      stage.visit({ as: 'Plain', javaScript: false, expects: [/status of 422/] }, async (page) => {
        await add(page, 'Bea', { 'meadow.jpg': await facelessPhoto() });
        await page.getByRole('alert').getByText('meadow.jpg: No face was found in the photo.').waitFor();
        expect(await page.getByLabel('Name', { exact: true }).inputValue()).to.equal('Bea');
      }));

    it('leads to the question about several faces, and takes the answer', () =>
      stage.visit({ as: 'Plain faces', javaScript: false, device: PHONE }, async (page) => {
        await add(page, 'Bea', { 'group.jpg': samplePhoto(1) });
        await page.getByRole('button', { name: 'Face 1' }).click();
        await page.getByText('A photo of Bea was added.').waitFor();
      }));
  });

  for (const look of LOOKS) {
    it(`lists the drafts: ${nameOf(look)}`, async () => {
      const name = `List ${nameOf(look)}`;
      const browser = await signIn(stage.app.url, name);
      for (const person of ['Bea', 'Cleo'])
        await browser.post('/images', photoForm([['group.jpg', samplePhoto(1)]], { name: person }));
      await stage.visit({ as: name, ...look }, async (page) => {
        await page.goto('/drafts');
        await expectAccessible(page);
        await page.getByText('Discard all…').click();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Discard all', exact: true }).click();
        await page.getByText('2 photos were discarded.').waitFor();
      });
    });
  }
});
