import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { signIn } from '../support/browser';
import { addPerson, beginImport, finishedImport } from '../support/imports';
import { ADA_IN_SAMPLE_1, BEA, cropFace, facelessPhoto, samplePhoto } from '../support/photos';
import { zipOf } from '../support/zips';
import { expectAccessible } from './support/axe';
import { DEVICES, LOOKS, nameOf } from './support/looks';
import { Stage } from './support/stage';

const familyZip = async () =>
  zipOf([
    { name: 'Family/Ada/1.jpg', bytes: await cropFace(ADA_IN_SAMPLE_1) },
    { name: 'Family/Bea/1.jpg', bytes: await cropFace(BEA) },
    { name: 'Family/Bea/meadow.jpg', bytes: await facelessPhoto() },
    { name: 'Family/Cleo/group.jpg', bytes: samplePhoto(1) },
  ]);
const chooseZip = (page: Page, buffer: Buffer) =>
  page
    .getByLabel('A zip with a folder for each person')
    .setInputFiles({ name: 'family.zip', mimeType: 'application/zip', buffer });
const upload = (page: Page) => page.getByRole('button', { name: 'Import' }).click();
/** Looks at the preview, and starts the import. */
async function start(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Check before importing' }).waitFor();
  await page.getByRole('button', { name: 'Import' }).click();
}
const done = (page: Page) => page.getByRole('heading', { name: 'Import finished' }).waitFor();

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const label = (await focused.getAttribute('id')) ?? '';
    if (label === name || (await focused.innerText()).trim() === name) return;
  }
  throw new Error(`${name} is not reached by the keyboard.`);
}

describe('My data', () => {
  const stage = Stage.setUp();

  for (const device of DEVICES) {
    it(`takes a gallery from one account to another, on a ${device.name}`, async () => {
      const [from, to] = [`Grace ${device.name}`, `Eve ${device.name}`];
      await addPerson(await signIn(stage.app.url, from), 'Ada', await cropFace(ADA_IN_SAMPLE_1));
      let zip = Buffer.alloc(0);
      await stage.visit({ as: from, device }, async (page) => {
        await page.getByRole('link', { name: 'My data' }).click();
        await page.getByText('1 person').waitFor();
        const downloading = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Download everything' }).click();
        const download = await downloading;
        expect(download.suggestedFilename()).to.match(/^familiar-faces Grace \w+ \d{4}-\d{2}-\d{2}\.zip$/);
        const parts: Buffer[] = [];
        for await (const part of await download.createReadStream()) parts.push(part as Buffer);
        zip = Buffer.concat(parts);
      });
      await stage.visit({ as: to, device }, async (page) => {
        await page.getByRole('link', { name: 'My data' }).click();
        await chooseZip(page, zip);
        await upload(page);
        await start(page);
        await done(page);
        await page.getByText('1 of 1 file: 1 added').last().waitFor();
        await page.getByRole('link', { name: 'View people' }).click();
        await page.getByText('Ada', { exact: true }).first().waitFor();
      });
    });

    it(`shows an import’s progress without a reload, and leads to its drafts, on a ${device.name}`, async () => {
      await stage.visit({ as: `Ida ${device.name}`, device }, async (page) => {
        await page.goto('/account');
        await chooseZip(page, await familyZip());
        await upload(page);
        await page.waitForURL(/\/account\/imports\/[a-z0-9]{16}$/);
        await page.getByText('3 people, 4 photos. Nothing has been added yet.').waitFor();
        await expectAccessible(page);
        await page.getByLabel('Name, 1 photo').last().fill('Cleopatra');
        await start(page);
        await page.getByRole('heading', { name: /Adding photos|Import finished/ }).waitFor();
        await page.evaluate('window.stayed = true');
        await done(page);
        expect(await page.evaluate('window.stayed'), 'it is the same page').to.equal(true);
        await page.getByText('4 of 4 files: 2 added, 1 question, 1 refused').last().waitFor();
        await page.getByText('No face was found in the photo.').waitFor();
        await page.getByRole('link', { name: 'Answer, Cleo/group.jpg' }).click();
        await page.getByRole('heading', { name: 'Which face is Cleopatra?' }).waitFor();
      });
    });
  }

  it('shows what is wrong with a file next to it, and keeps it chosen', async () => {
    await stage.visit({ as: 'Grace', expects: [/status of 422/] }, async (page) => {
      await page.goto('/account');
      await chooseZip(page, Buffer.from('%PDF-1.7'));
      await upload(page);
      await page.getByRole('alert').filter({ hasText: 'The file isn’t a zip' }).waitFor();
      expect(await page.getByLabel('A zip with a folder for each person').inputValue()).to.include('family.zip');
      await expectAccessible(page);
      await chooseZip(page, await familyZip());
      await upload(page);
      await start(page);
      await done(page);
    });
  });

  it('works without scripts, to the deletion of the account', async () => {
    await stage.visit({ as: 'Without scripts', javaScript: false, expects: [/status of 4\d\d/] }, async (page) => {
      await page.goto('/account');
      await chooseZip(page, Buffer.from('%PDF-1.7'));
      await upload(page);
      await page.getByText('The file isn’t a zip').waitFor();
      await chooseZip(page, await familyZip());
      await upload(page);
      await start(page);
      await done(page); // the page reloads itself until then
      await page.getByText('Delete list…').click();
      await page.getByRole('button', { name: 'Delete list' }).click();
      await page.getByText('Import deleted.').waitFor();
      await page.getByRole('link', { name: 'Delete account' }).click();
      await page.getByLabel('Yes, permanently delete all my data').check();
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('heading', { name: 'Your account has been deleted' }).waitFor();
    });
  });

  it('works with the keyboard alone, to the deletion of the account', async () => {
    await addPerson(await signIn(stage.app.url, 'Ruth'), 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    await stage.visit({ as: 'Ruth' }, async (page) => {
      await tabTo(page, 'My data');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What’s stored' }).waitFor();
      await tabTo(page, 'What’s stored about a face, and for how long');
      await page.keyboard.press('Space');
      await page.getByText('128 numbers').waitFor();
      for (const stop of ['Download everything', 'zip', 'Import']) await tabTo(page, stop);
      await tabTo(page, 'Delete account…');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Delete your account?' }).waitFor();
      await tabTo(page, 'confirm');
      await page.keyboard.press('Space');
      await tabTo(page, 'Delete account');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your account has been deleted' }).waitFor();
      await tabTo(page, 'Sign in again');
      await expectAccessible(page);
    });
  });

  describe('in each state', () => {
    let running: string;
    let stopped: string;
    before(async () => {
      const owner = await signIn(stage.app.url, 'Owner');
      const { folder } = await stage.app.services.catalog
        .selectFrom('galleries')
        .innerJoin('users', 'users.id', 'ownerId')
        .select('folder')
        .where('displayName', '=', 'Owner')
        .executeTakeFirstOrThrow();
      writeFileSync(path.join(stage.app.dataDir, 'uploads', folder), 'in the way');
      stopped = await beginImport(owner, await familyZip(), 'stopped.zip');
      await finishedImport(owner, stopped);
      const group = await sharp(samplePhoto(1)).resize(480).toBuffer(); // a large zip would keep this process from answering for seconds
      running = await beginImport(
        owner,
        zipOf(Array.from({ length: 500 }, (_, i) => ({ name: `Person ${i}/1.jpg`, bytes: group }))),
        'long.zip',
      );
    });

    for (const look of LOOKS) {
      it(`is accessible ${nameOf(look)}`, async () => {
        await stage.visit({ ...look, as: 'Owner', expects: [/status of 400/] }, async (page) => {
          await page.goto(running);
          await page.getByRole('heading', { name: 'Adding photos…' }).waitFor();
          await expectAccessible(page);
          await page.goto(stopped);
          await page.getByRole('button', { name: 'Resume' }).waitFor();
          await page.getByText('Cancel import…').click();
          await expectAccessible(page);
          await page.goto('/account');
          await page.getByText('What’s stored about a face').click();
          await expectAccessible(page);
          await page.goto('/account/delete');
          await page.evaluate('document.querySelector(\'form[action="/account/delete"]\').noValidate = true');
          await page.getByRole('button', { name: 'Delete account' }).click();
          await page.getByText('Please check the box').waitFor();
          await expectAccessible(page);
        });
      });
    }
  });
});
