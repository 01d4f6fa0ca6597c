import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { zipOf } from '../support/zips';
import { expectAccessible } from './support/axe';
import { dragFiles, dropFiles, dropText } from './support/drag';
import { Stage } from './support/stage';

const nameField = (page: Page) => page.getByLabel('Name', { exact: true });
const people = (page: Page) => page.locator('.people');
const recognizeForm = (page: Page) => page.locator('form[action="/recognition"]');
const added = (page: Page, sentence: string) => page.getByText(sentence, { exact: true }).waitFor();
const cards = (page: Page) =>
  page.locator('.person-card').evaluateAll((all) => all.map((each) => each.textContent?.replace(/\s+/g, ' ').trim()));

describe('dropping things on pages', () => {
  const stage = Stage.setUp();
  let folder: string;
  const at = (...names: string[]) => names.map((name) => path.join(folder, name));

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'familiar-faces-drops-'));
    const files: Record<string, Buffer> = {
      'bea.jpg': await cropFace(BEA),
      'cleo.jpg': await cropFace(CLEO),
      'ada.jpg': await cropFace(ADA_IN_SAMPLE_3),
      'group.jpg': samplePhoto(1),
      'garden.jpg': samplePhoto(3),
      'notes.pdf': Buffer.from('no photo'),
      'half.jpg': samplePhoto(1).subarray(0, 60_000),
      'backup/people/Bea/bea.jpg': await cropFace(BEA),
      'backup/people/Bea/bea.jpg.json': Buffer.from('{}'),
      'backup/people/Cleo/2019/cleo.jpg': await cropFace(CLEO),
      'backup/people/Cleo/clip.mov': Buffer.from('no photo'),
      'backup/people/Ada/ada.jpg': await cropFace(ADA_IN_SAMPLE_1),
      'papers/contract.pdf': Buffer.from('no photo'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), bytes);
    }
    writeFileSync(path.join(folder, 'friends.zip'), zipOf([{ name: 'Bea/bea.jpg', bytes: await cropFace(BEA) }]));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('keeps photos without a name until they have one, and clears it for the next person', () =>
    stage.visit({ as: 'Loose' }, async (page) => {
      expect(await page.getByRole('button', { name: 'Who is in them?' }).isVisible()).to.equal(false);
      const drop = await dragFiles(page, people(page).or(page.locator('.empty-state')), at('bea.jpg'));
      expect(await page.locator('.drag-hint').innerText()).to.equal(
        'Drop photos, or a folder for each person, to add them',
      );
      await drop();
      await added(page, '1 photo chosen. Whose is it?');
      await dropFiles(page, page.locator('.empty-state'), at('bea.jpg', 'cleo.jpg'));
      await added(page, '3 photos chosen. Whose are they?');
      expect(await page.locator('#name:focus').count(), 'the cursor is in the name').to.equal(1);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Who is in them?' }).click();
      await added(page, '3 results');
      expect(await page.getByRole('link', { name: 'View result' }).count()).to.equal(3);

      await dropFiles(page, page.locator('.empty-state'), at('bea.jpg'));
      await nameField(page).fill('Bea');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await added(page, '1 photo added');
      expect(await nameField(page).inputValue()).to.equal('');
      await dropFiles(page, people(page), at('cleo.jpg'));
      await added(page, '1 photo chosen. Whose is it?');
      await nameField(page).fill('Cleo');
      await page.keyboard.press('Enter');
      await page.locator('.person-card', { hasText: 'Cleo' }).waitFor();
      expect(await cards(page)).to.deep.equal(['Bea 1 photo', 'Cleo 1 photo']);
    }));

  it('shows whose photos are in folders before it adds them, and what it leaves out', () =>
    stage.visit({ as: 'Folders' }, async (page) => {
      await dropFiles(page, page.locator('.empty-state'), at('backup'));
      const preview = page.getByRole('dialog');
      await preview.getByRole('heading', { name: 'Add 3 photos of 3 people?' }).waitFor();
      const names = preview.locator('.preview-row input:not([type="checkbox"])');
      expect(
        (await names.evaluateAll((all) => all.map((each) => (each as unknown as { value: string }).value))).sort(),
      ).to.deep.equal(['Ada', 'Bea', 'Cleo']);
      expect(await preview.innerText())
        .to.include('1 file can’t be read')
        .and.to.include('clip.mov');
      await expectAccessible(page);
      await preview.getByLabel(/^Name for 1 photo in backup\/people\/Bea/).fill('Beatrice');
      await preview.getByLabel('Add backup/people/Ada').uncheck();
      await preview.getByRole('button', { name: 'Add 2 photos' }).click();
      await added(page, '2 photos added');
      expect(await cards(page)).to.deep.equal(['Beatrice 1 photo', 'Cleo 1 photo']);
      expect(await page.locator('#name:invalid:focus').count(), 'no name is asked for').to.equal(0);

      await dropFiles(page, people(page), at('papers'));
      await page.getByRole('dialog').getByText('No photos were found').waitFor();
      expect(await page.getByRole('dialog').innerText()).to.include('papers/contract.pdf');
      await page.getByRole('button', { name: 'Close' }).click();
    }));

  it('says that the connection was lost when what a drop needs can’t be loaded, and does it at the next drop', () =>
    stage.visit({ as: 'Lost', expects: [/adding-folders|ERR_FAILED/] }, async (page) => {
      await page.route(/adding-folders/, (route) => route.abort('failed'));
      await dropFiles(page, page.locator('.empty-state'), at('backup'));
      await page.getByText('The connection was lost. Please try again.').waitFor();
      await page.unroute(/adding-folders/);
      await dropFiles(page, page.locator('.empty-state'), at('backup'));
      await page.getByRole('dialog').getByRole('heading', { name: 'Add 3 photos of 3 people?' }).waitFor();
    }));

  it('recognizes several photos at once, each with a row and a result, and names what it can’t take', () =>
    stage.visit({ as: 'Several', expects: [/status of 422/] }, async (page) => {
      const drop = await dragFiles(page, recognizeForm(page), at('group.jpg', 'half.jpg', 'garden.jpg', 'notes.pdf'));
      expect(await page.locator('form.is-over').count()).to.equal(1);
      expect(await page.locator('.drag-hint').innerText()).to.equal('Drop to see who’s in the photos');
      await drop();
      await added(page, '2 results, 1 refused');
      const rows = recognizeForm(page).locator('.upload-files li');
      const told = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      expect(told).to.deep.equal([
        '✓ group.jpg: Done. View result',
        '✕ half.jpg: The photo is damaged or incomplete.',
        '✓ garden.jpg: Done. View result',
      ]);
      await page.getByText('notes.pdf isn’t a photo.').waitFor();
      await expectAccessible(page);
      await page.getByRole('link', { name: 'View all in History' }).click();
      expect(await page.locator('.history-entry').count()).to.equal(2);
    }));

  it('adds photos that are dropped on a person’s page to that person', async () => {
    const browser = await signIn(stage.app.url, 'Her page');
    await browser.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    await stage.visit({ as: 'Her page' }, async (page) => {
      await page.getByRole('link', { name: /^Ada/ }).first().click();
      await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
      const address = page.url();
      await dropFiles(page, page.locator('.tiles'), at('ada.jpg', 'group.jpg'));
      await added(page, '1 added, 1 to review');
      await page.getByText('2 photos', { exact: false }).first().waitFor();
      expect(await page.locator('.tiles > li').count()).to.equal(2);
      expect(page.url()).to.equal(address);
      await expectAccessible(page);
    });
  });

  it('takes zips and photos where no form is, and never leaves the page for anything else', () =>
    stage.visit({ as: 'Anywhere', expects: [/status of 4\d\d/] }, async (page) => {
      await page.goto('/settings');
      const title = page.getByRole('heading', { level: 1 });
      await dropFiles(page, title, at('friends.zip', 'group.jpg'));
      await page.getByText('friends.zip was left out: drop one zip by itself to import it.').waitFor();
      await page.getByRole('heading', { name: 'Who’s in this photo' }).waitFor();

      await page.goto('/settings');
      for (const [type, text] of [
        ['text/uri-list', 'https://example.org/cat.jpg'],
        ['text/plain', 'A text'],
      ] as const) {
        await dropText(page, title, type, text);
        await page.getByText('Only files can be dropped here.').waitFor();
        expect(new URL(page.url()).pathname).to.equal('/settings');
      }
      await dropFiles(page, title, at('notes.pdf'));
      await page.getByText('notes.pdf isn’t a photo.').waitFor();
      await dropFiles(page, title, at('friends.zip'));
      await page.waitForURL(/\/account\/imports\//);

      await page.context().clearCookies();
      await page.goto('/authorization-code/callback?error=access_denied&state=x');
      const signedOut = page.url();
      const drop = await dragFiles(page, title, at('group.jpg'));
      expect(await page.locator('.drag-hint').innerText()).to.equal('Please sign in first');
      await drop();
      expect(page.url()).to.equal(signedOut);
    }));
});
