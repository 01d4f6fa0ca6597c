import { expect } from 'chai';
import { dayChart, topOf } from '../../src/activity/day-chart';
import { actAs } from '../../src/events/actor';
import { tell } from '../../src/events/happenings';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../support/photos';

describe('the pages of what happened', () => {
  let app: TestApp;
  let ada: Browser;
  let handle: string;
  before(async () => {
    app = await startApp();
    ada = await signIn(app.url, 'Ada');
    await ada.post('/images', photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ann <b>' }));
    const gallery = await galleryOf(app, 'Ada');
    handle = (await app.services.people.findNamed(gallery, 'Ann <b>'))?.handle ?? '';
    const seen = { person: handle, name: 'Ann', certainty: 'sure' as const, distance: 0.3 };
    const key = { handle: 'k', name: 'Camera' };
    for (let i = 0; i < 3; i += 1)
      await app.services.catalog
        .transaction()
        .execute((trx) =>
          actAs({ userId: gallery.ownerId, key, address: '192.0.2.7' }, () =>
            tell(trx, gallery.id, { type: 'recognition.completed', recognitionId: null, faces: 1, people: [seen] }),
          ),
        );
  });
  after(() => app.close());

  it('shows who was seen when, as a chart and with the same numbers', async () => {
    const { text } = await ada.get('/activity');
    expect(text).to.include('3 times in 30 days');
    expect(text.match(/class="day-chart-bar"/g)).to.have.length(1);
    expect(text.match(/<tr><th scope="row">[A-Z][a-z]{2} \d+, \d{4}<\/th><td>/g)).to.have.length(30);
    expect(text).to.include('<td>3</td>').and.to.include(`href="/people/${handle}"`);
    expect(text).to.include('Ann &lt;b&gt;').and.not.to.include('<b>').and.not.to.include('style=');
    expect((await ada.get(`/activity?days=7&person=${handle}`)).text).to.include('3 times in 7 days');
    expect((await ada.get('/activity?person=nobody')).status).to.equal(404);
    expect((await ada.get('/activity?days=8')).text).to.include('in 30 days');
  });

  it('lists who did what, with the names of today', async () => {
    const { text } = await ada.get('/audit');
    expect(text).to.include('Signed in').and.to.include('by the key Camera').and.to.include('192.0.2.7');
    expect((await ada.get('/audit?kind=photo')).text)
      .to.include('Added a photo of')
      .and.not.to.include('Signed in');
    await ada.post(`/people/${handle}/delete`);
    await ada.get('/'); // says whom it has deleted
    const after = (await ada.get('/audit')).text;
    expect(after).to.include('somebody who was deleted').and.not.to.include('Ann');
    expect((await ada.get('/activity')).text).not.to.include('Ann');
  });

  it('shows nothing of anybody else', async () => {
    const bob = await signIn(app.url, 'Bob');
    expect((await bob.get('/activity')).text).to.include('Nobody was seen');
    expect((await bob.get('/audit')).text).not.to.include('192.0.2.7');
    expect((await bob.get(`/activity?person=${handle}`)).status).to.equal(404);
  });
});

describe('the chart of days', () => {
  it('has round numbers at its side, up to the highest count', () => {
    expect([0, 1, 2, 3, 4, 5, 9, 25, 100, 1234].map(topOf)).to.deep.equal([1, 1, 2, 3, 4, 8, 12, 32, 120, 1600]);
  });

  it('has bars as high as their counts', () => {
    const { bars, lines } = dayChart([2, 0, 4].map((count, i) => ({ startsAt: i * 86_400_000, count })));
    expect(bars.map(({ day, times }) => [day, times])).to.deep.equal([
      ['Jan 1, 1970', 2],
      ['Jan 3, 1970', 4],
    ]);
    expect((bars[1]?.height ?? 0) / (bars[0]?.height ?? 1)).to.equal(2);
    expect(bars[1]?.y).to.equal(lines.at(-1)?.y);
  });
});
