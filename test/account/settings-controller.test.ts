import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import { likenessPercent } from '../../src/gallery/thresholds';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { galleryOf } from '../support/people';
import { samplePhoto } from '../support/photos';
import { addAdaAndBea, recognize } from '../support/results';
import { PERCENT_OF_FEW, RULE, SLIDER_OF_FEW } from '../support/rule';
import { setUpApp } from '../support/set-up-app';

const HOUR_MS = 60 * 60 * 1000;

describe('the settings', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let gallery: Gallery;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    gallery = await galleryOf(app, 'Grace');
    await addAdaAndBea(app, grace, gallery);
  });
  beforeEach(() => app.services.preferences.save(gallery, { strictness: null, retention: null }));

  const save = async (fields: Record<string, string>) => grace.follow(await grace.post('/settings', fields));
  const slider = (page: string) => /<input[^>]* type="range"[^>]* value="([^"]+)"/.exec(page)?.[1];
  const chosen = (page: string) => /<option value="(\d+)" selected>/.exec(page)?.[1];

  it('begin with the app’s measurements, and a suggestion', async () => {
    const { text } = await grace.open('/settings');
    expect(slider(text)).to.equal(SLIDER_OF_FEW);
    expect(chosen(text)).to.equal('24');
    expect(text).to.include(
      `By the app’s measurements for 2 people with one or two photos each: names from ${PERCENT_OF_FEW} match, questions from ${likenessPercent(RULE.maybeOfFew)}%.`,
    );
    expect(text).to.include(`${PERCENT_OF_FEW} match or better: balanced`).and.include(`up to ${SLIDER_OF_FEW}.`);
    expect(text).to.include('none of your people get mixed up. Most alike: ').and.not.include('Follow the app');
  });

  it('keep a threshold, and go back to the app’s measurements', async () => {
    const page = await save({ sure: '0.43' });
    expect(page.text)
      .to.include('Match strictness set to 92%.')
      .and.include(`Follow the app’s measurements (${PERCENT_OF_FEW})`);
    expect(page.text)
      .to.include('You set this yourself: names from 92% match')
      .and.include('Without your setting, by ');
    expect(slider(page.text)).to.equal('0.43');
    expect(page.text, 'one button for one value').not.to.include(`Use ${PERCENT_OF_FEW}`);
    expect(slider((await eve.open('/settings')).text), 'everybody’s own').to.equal(SLIDER_OF_FEW);
    const back = await save({ sure: '' });
    expect(back.text).to.include(`Match strictness follows the app’s measurements again: ${PERCENT_OF_FEW}.`);
    expect(slider(back.text)).to.equal(SLIDER_OF_FEW);
    expect(await galleryOf(app, 'Grace')).to.include({ strictness: null });
  });

  it('can be what the app measured, for good, as that moves with the gallery', async () => {
    expect((await save({ sure: SLIDER_OF_FEW })).text).to.include(`Follow the app’s measurements (${PERCENT_OF_FEW})`);
  });

  it('say when the operator has set it, and lead back to that', async () => {
    const other = await startApp({ MATCH_SURE: '0.45' });
    try {
      const browser = await signIn(other.url, 'Grace');
      const { text } = await browser.open('/settings');
      expect(slider(text)).to.equal('0.45');
      expect(text).to.include('Set by whoever runs this app: names from 91% match').and.not.include('measurements');
      const page = await browser.follow(await browser.post('/settings', { sure: '0.4' }));
      expect(page.text).to.include('Reset to default (91%)').and.include('You set this yourself');
      const back = await browser.follow(await browser.post('/settings', { sure: '' }));
      expect(back.text).to.include('Match strictness is the default again: 91%.');
    } finally {
      await other.close();
    }
  });

  it('refuse what isn’t a threshold, in the form', async () => {
    for (const sure of ['0.2', '0.8', 'x', '-0.5']) {
      const answer = await grace.post('/settings', { sure });
      expect(answer.status, sure).to.equal(422);
      expect(answer.text).to.match(
        /id="fault-threshold"[^>]*>\s*Match strictness must be a number from 0.30 to 0.70\./,
      );
    }
    expect(await galleryOf(app, 'Grace')).to.include({ strictness: null });
  });

  it('lead back to results only, whatever the form says', async () => {
    const back = async (to: string) => (await grace.post('/settings', { sure: '0.5', back: to })).location;
    expect(await back('/recognition/aaaaaaaaaaaaaaaa')).to.equal(`${app.url}/recognition/aaaaaaaaaaaaaaaa`);
    for (const elsewhere of [
      '//evil.example',
      'https://evil.example/recognition/aaaaaaaaaaaaaaaa',
      '/recognition/../login',
      '/\\evil.example',
    ]) {
      expect(await back(elsewhere), elsewhere).to.equal(`${app.url}/settings`);
    }
  });

  describe('how long results are kept', () => {
    const expiries = async () => {
      const rows = await app.services.catalog
        .selectFrom('recognitions')
        .select(['createdAt', 'expiresAt'])
        .where('galleryId', '=', gallery.id)
        .execute();
      return rows.map(({ createdAt, expiresAt }) => (expiresAt - createdAt) / HOUR_MS);
    };
    const stored = () => filesBelow(app.dataDir).filter((file) => file.startsWith('recognitions'));
    afterEach(() => app.services.recognitionRemoval.removeAll(gallery));

    it('applies to existing results and to new ones', async () => {
      await recognize(grace, samplePhoto(3));
      const page = await save({ keep: '168' });
      expect(page.text).to.include('Results are now kept for 7 days.');
      expect(chosen(page.text)).to.equal('168');
      await recognize(grace, samplePhoto(3));
      expect(await expiries()).to.deep.equal([168, 168]);
    });

    it('deletes older results at once, with their photos', async () => {
      await recognize(grace, samplePhoto(3));
      await app.services.catalog
        .updateTable('recognitions')
        .set(({ eb }) => ({ createdAt: eb('createdAt', '-', 2 * HOUR_MS) }))
        .where('galleryId', '=', gallery.id)
        .execute();
      await recognize(grace, samplePhoto(1));
      expect((await save({ keep: '1' })).text).to.include(
        'Results are now kept for 1 hour. 1 older result was deleted.',
      );
      expect(await expiries()).to.deep.equal([1]);
      expect(stored()).to.have.length(1);
    });

    it('leaves other users’ results alone', async () => {
      await recognize(eve, samplePhoto(3));
      await save({ keep: '1' });
      const { expiresAt, createdAt } = await app.services.catalog
        .selectFrom('recognitions')
        .selectAll()
        .executeTakeFirstOrThrow();
      expect((expiresAt - createdAt) / HOUR_MS).to.equal(24);
      await eve.post('/recognition/actions/delete-all');
    });

    it('refuses what is not in the list', async () => {
      for (const keep of ['', '0', '25', '1.5', '-1', '999999', 'forever']) {
        const answer = await grace.post('/settings', { keep });
        expect(answer.status, keep).to.equal(422);
        expect(answer.text).to.match(/id="fault-keeping"[^>]*>\s*Please choose from the list/);
      }
      expect(await galleryOf(app, 'Grace')).to.include({ retention: null });
    });

    it('offers the app’s own value, whatever it is', async () => {
      const other = await startApp({ KEEP_RECOGNITIONS_HOURS: '50' });
      try {
        const browser = await signIn(other.url, 'Grace');
        const { text } = await browser.open('/settings');
        expect(chosen(text)).to.equal('50');
        expect(text).to.include('>50 hours<').and.include('>30 days<');
        await browser.post('/settings', { keep: '6' });
        expect((await browser.follow(await browser.post('/settings', { keep: '50' }))).text).to.include(
          'kept for 50 hours',
        );
      } finally {
        await other.close();
      }
    });
  });

  it('send whoever is signed out to sign in', async () => {
    const stranger = new Browser(app.url);
    expect((await stranger.get('/settings')).location).to.equal(`${app.url}/login?returnTo=%2Fsettings`);
    expect((await stranger.post('/settings', { sure: '0.4' })).location).to.equal(`${app.url}/login`);
  });
});
