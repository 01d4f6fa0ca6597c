import { expect } from 'chai';
import fc from 'fast-check';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { addPerson, finishedImport, startedForm } from '../support/imports';
import { mutated, mutations } from '../support/mutations';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

const RUNS = 60;
/** How many unfinished zips the app takes of one user. */
const UNFINISHED = 409;

describe('any change to the bytes of a download', () => {
  let app: TestApp;
  let grace: Browser;
  let download: Buffer;
  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    const eve = await signIn(app.url, 'Eve');
    await addPerson(eve, 'Bea', await cropFace(BEA));
    await addPerson(eve, 'Cleo', samplePhoto(1)); // becomes a draft
    await eve.post('/recognition', photoForm([['group.jpg', samplePhoto(3)]]));
    download = (await eve.get('/account/export')).bytes;
  });

  /** A zip has its list at the end and photos in the middle: half of the changes are counted from the end. */
  const changed = fc.tuple(mutations, fc.boolean()).map(([changes, fromEnd]) => {
    if (!fromEnd) return mutated(download, changes);
    const tail = Math.min(900, download.length);
    return Buffer.concat([download.subarray(0, -tail), mutated(download.subarray(-tail), changes)]);
  });

  it('is refused with a sentence, or imported as far as possible, and the app has exactly one file for each row', () =>
    fc.assert(
      fc.asyncProperty(changed, async (zip) => {
        const answer = await grace.post('/account/imports', startedForm(zip));
        if (answer.status === 303) {
          const page = await finishedImport(grace, new URL(answer.location ?? '').pathname);
          expect(page.status).to.equal(200);
          expect(page.text).to.match(/>Import finished<|refused|Import stopped/i);
        } else {
          expect(answer.status).not.to.equal(UNFINISHED);
          expect(answer.status).to.be.within(400, 422);
          expectRefusal(app, answer, answer.status);
        }
        for (const address of ['/', '/account', '/drafts', '/recognition'])
          expect((await grace.get(address)).status, address).to.equal(200);
        expect(app.logged.filter(({ level }) => Number(level) >= 50)).to.deep.equal([]);
        await expectFileForEachRow();
        expect((await grace.post('/account/delete', { confirm: 'yes' })).status, 'starts anew').to.equal(303);
        grace = await signIn(app.url, 'Grace');
      }),
      { numRuns: RUNS },
    )).timeout(240_000);

  async function expectFileForEachRow(): Promise<void> {
    for (const [table, folder] of [
      ['photos', 'uploads'],
      ['drafts', 'drafts'],
      ['recognitions', 'recognitions'],
    ] as const) {
      const rows = await app.services.catalog.selectFrom(table).select('path').execute();
      const files = filesBelow(app.dataDir).filter((file) => file.startsWith(`${folder}/`));
      expect(rows.map(({ path }) => `${folder}/${path}`).sort(), table).to.deep.equal(files);
    }
    expect(filesBelow(app.dataDir).filter((file) => /^(imports|incoming)\//.test(file))).to.deep.equal([]);
  }
});
