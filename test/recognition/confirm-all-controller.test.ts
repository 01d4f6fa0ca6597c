import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import type { Browser, Page } from '../support/browser';
import { capture, elementAt } from '../support/elements';
import { galleryOf } from '../support/people';
import { samplePhoto } from '../support/photos';
import { addAdaAndBea, facesOn, recognize } from '../support/results';
import { setUpApp } from '../support/set-up-app';

describe('“Confirm all the sure ones”', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;
  let person: Record<'Ada' | 'Bea', string>;
  /** The result of sample photo 1: Bea, somebody unknown, Ada. */
  let result: string;
  let shown: Page;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
    person = await addAdaAndBea(app, grace, gallery);
  });
  beforeEach(async () => {
    shown = await recognize(grace, samplePhoto(1));
    result = new URL(shown.url).pathname;
  });
  afterEach(async () => {
    await app.services.catalog.deleteFrom('verdicts').execute();
    await app.services.catalog.updateTable('galleries').set({ version: 1_000_000 }).execute();
    await app.services.recognitionRemoval.removeAll(gallery);
    await app.services.preferences.save(gallery, { strictness: null });
  });

  const hiddenIn = ({ text }: Page, action: string) => {
    const form = capture(text, new RegExp(`<form[^>]* action="${result}/${action}"[^>]*>([\\s\\S]*?)</form>`));
    return Object.fromEntries(
      [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
  };
  const confirmAll = async (fields = hiddenIn(shown, 'confirm-all')) =>
    grace.follow(await grace.post(`${result}/confirm-all`, fields));
  const certainties = (page: Page) => facesOn(page).map(({ certainty }) => certainty);
  const verdicts = () => app.services.catalog.selectFrom('verdicts').selectAll().orderBy('id').execute();

  it('confirms the faces that the page names, at once and once, and can be undone', async () => {
    expect(shown.text).to.include('Confirm all the sure ones (2)');
    const before = await app.services.catalog.selectFrom('galleries').select('version').execute();
    const page = await confirmAll();
    expect(page.url).to.match(/#faces$/);
    expect(page.text).to.include('2 faces confirmed.').and.not.include('Confirm all');
    expect(certainties(page)).to.deep.equal(['confirmed', 'unknown', 'confirmed']);
    const after = await app.services.catalog.selectFrom('galleries').select('version').execute();
    expect(after.map(({ version }, i) => version - elementAt(before, i).version).sort(), 'one change').to.deep.equal([
      0, 1,
    ]);

    const again = await confirmAll();
    expect(again.text).to.include('No face was confirmed: 2 faces changed in the meantime.');
    expect(await verdicts()).to.have.length(2);

    const undo = hiddenIn(page, 'undo-confirm-all');
    const undone = await grace.follow(await grace.post(`${result}/undo-confirm-all`, undo));
    expect(undone.text).to.include('Undone: 2 faces.');
    expect(certainties(undone)).to.deep.equal(['sure', 'unknown', 'sure']);
    expect((await grace.follow(await grace.post(`${result}/undo-confirm-all`, undo))).text).to.include(
      'nothing to undo',
    );
  });

  it('leaves what was decided since the page was shown', async () => {
    const fields = hiddenIn(shown, 'confirm-all');
    await grace.post(`${result}/faces/1/reject`, { person: person.Bea });
    await grace.post(`${result}/faces/3/confirm`, { person: person.Bea });
    const page = await confirmAll(fields);
    expect(page.text).to.include('No face was confirmed: 2 faces changed in the meantime.');
    expect(facesOn(page).map(({ heading }) => heading)).to.deep.equal(['Unknown', 'Unknown', 'Bea']);
  });

  it('leaves a face alone that is ignored since', async () => {
    const fields = hiddenIn(shown, 'confirm-all');
    await grace.post(`${result}/faces/1/ignore`);
    const page = await confirmAll(fields);
    expect(page.text).to.include('1 face confirmed. 1 face changed in the meantime.');
    expect(certainties(page)).to.deep.equal(['ignored', 'unknown', 'confirmed']);
    expect(await verdicts()).to.have.length(1);
    await app.services.ignoring.removeAll(gallery);
  });

  it('confirms a face as the person whom the page named, though it looks more like somebody else by now', async () => {
    await app.services.preferences.save(gallery, { strictness: 0.3 });
    const page = await confirmAll({ faces: `3:${person.Bea} 1:${person.Bea} 9:${person.Ada} x 1: :2` });
    expect(page.text).to.include('1 face confirmed. 2 faces changed in the meantime.');
    expect(elementAt(facesOn(page), 2)).to.include({ heading: 'Bea', certainty: 'confirmed' });
  });

  it('doesn’t undo what has become a photo since', async () => {
    shown = await recognize(grace, samplePhoto(3));
    result = new URL(shown.url).pathname;
    const page = await confirmAll();
    await grace.post(`${result}/faces/2/confirm`, { person: person.Ada, keep: 'yes' });
    const undone = await grace.post(`${result}/undo-confirm-all`, hiddenIn(page, 'undo-confirm-all'));
    expect(certainties(await grace.follow(undone))).to.deep.equal(['unknown', 'confirmed', 'unknown']);
  });

  it('is nobody else’s: neither the result nor the people', async () => {
    const fields = hiddenIn(shown, 'confirm-all');
    for (const action of ['confirm-all', 'undo-confirm-all'])
      expect((await eve.post(`${result}/${action}`, { ...fields, at: '1' })).status).to.equal(404);
    const own = new URL((await recognize(eve, samplePhoto(1))).url).pathname;
    expect((await eve.post(`${own}/confirm-all`, fields)).status).to.equal(303);
    expect(await verdicts()).to.deep.equal([]);
  });
});
