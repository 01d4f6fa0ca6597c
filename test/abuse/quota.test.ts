import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, type Page, signIn } from '../support/browser';
import { photosOf } from '../support/gallery';
import { beginImport, finishedImport, told } from '../support/imports';
import { everythingKept } from '../support/kept';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { zipOf } from '../support/zips';

describe('who stores more than an account may', () => {
  let app: TestApp;
  let grace: Browser;
  let alan: Browser;
  beforeEach(async () => {
    app = await startApp({ MAX_STORAGE_MB: '1' });
    [grace, alan] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Alan')];
  });
  afterEach(() => app.close());

  const recognize = (browser: Browser) => browser.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]), { Accept: 'application/json' });
  const add = async (browser: Browser, name: string) =>
    browser.post('/images', photoForm([['a.jpg', await cropFace(BEA)]], { name }), { Accept: 'application/json' });

  /** Recognises until there is no room left. @returns the last answer, and how many came before it */
  const fill = async (): Promise<{ refusal: Page; kept: number }> => {
    for (let kept = 0; kept < 20; kept++) {
      const answer = await recognize(grace);
      if (answer.status !== 303) return { refusal: answer, kept };
    }
    throw new Error('There was always room.');
  };

  it('gets 507, keeps what is there, and goes on when something is deleted; others have room of their own', async () => {
    expect((await add(grace, 'Bea')).status).to.equal(200);
    const { refusal, kept } = await fill();
    expect(kept).to.be.above(0);
    const before = await everythingKept(app);
    expectRefusal(app, refusal, 507);
    expectRefusal(app, await recognize(grace), 507);
    expect(await everythingKept(app)).to.deep.equal(before);
    expect(await photosOf(grace)).to.have.length(1);
    expect((await recognize(alan)).status).to.equal(303);

    await grace.post('/recognition/actions/delete-all');
    expect((await fill()).kept).to.equal(kept);
  });

  it('is told so in the form', async () => {
    await fill();
    const page = await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    expect(page.status).to.equal(507);
    expect(page.text).to.contain('Your photos take up the 1 MB that each account may: please delete some first.');
  });

  it('has as much room after a restart as before', async () => {
    await add(grace, 'Bea');
    const { kept } = await fill();
    await app.stop();
    const { dataDir } = app;
    app = await startApp({ MAX_STORAGE_MB: '1', DATA_DIR: dataDir });
    grace = await signIn(app.url, 'Grace');
    expectRefusal(app, await recognize(grace), 507);
    await grace.post('/recognition/actions/delete-all');
    expect((await fill()).kept).to.equal(kept);
  });

  it('starts anew when the account is deleted', async () => {
    const { kept } = await fill();
    await grace.post('/account/delete', { confirm: 'yes' });
    grace = await signIn(app.url, 'Grace');
    expect((await fill()).kept).to.equal(kept);
  });

  it('has a zip broken off, which goes on when there is room', async () => {
    await fill();
    const files = [1, 2].map((number) => ({ name: `Ada/${number}.jpg`, bytes: samplePhoto(number) }));
    const path = await beginImport(grace, zipOf(files));
    expect((await finishedImport(grace, path)).text).to.contain('Your photos take up the 1 MB that each account may');
    await grace.post('/recognition/actions/delete-all');
    await grace.post(`${path}/resume`);
    expect(told(await finishedImport(grace, path))).to.deep.equal(['Waits for your answer Ada/1.jpg', 'Waits for your answer Ada/2.jpg']);
  });
});
