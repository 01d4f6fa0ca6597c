import { expect } from 'chai';
import type { TestApp } from '../../support/app';
import type { Browser } from '../../support/browser';
import { beginImport, finishedImport } from '../../support/imports';
import { makeGallery } from '../../support/members';
import { BEA, cropFace } from '../../support/photos';
import { setUpApp } from '../../support/set-up-app';
import { zipOf } from '../../support/zips';

describe('imports of a shared gallery', () => {
  let app: TestApp;
  let olga: Browser;
  let ed: Browser;
  setUpApp(['Olga', 'Ed'], (...started) => {
    [app, olga, ed] = started;
  });

  it('say who imports, to everybody else, as long as they are known', async () => {
    const { handle } = await makeGallery(app, 'Olga', 'Club', { Ed: 'editor' });
    const base = `/g/${handle}`;
    const zip = zipOf([{ name: 'Bea/1.jpg', bytes: await cropFace(BEA) }]);
    await finishedImport(ed, await beginImport(ed, zip, 'trip.zip', base));
    expect((await olga.get(`${base}/account`)).text).to.match(/trip\.zip[\s\S]*?, by <bdi>Ed<\/bdi>/);
    expect((await ed.get(`${base}/account`)).text)
      .to.match(/trip\.zip/)
      .and.not.contain('by <bdi>');
    expect((await ed.post('/account/delete', { confirm: 'yes' })).status).to.equal(303);
    expect((await olga.get(`${base}/account`)).text).to.contain('by <bdi>a former member</bdi>');
  });
});
