import { expect } from 'chai';
import { startApp, type TestApp } from './support/app';
import { type Browser, type Page, signIn } from './support/browser';
import { captures, onlyOf } from './support/elements';
import { filesBelow } from './support/files';
import { actionsOf } from './support/pages';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from './support/photos';
import { facesOn } from './support/results';

/** The names and questions on a result's page. */
const namesOn = (page: Page) => facesOn(page).flatMap(({ heading }) => (heading === 'Unknown' ? [] : [heading]));

async function recognize(browser: Browser, photo: Buffer) {
  return browser.follow(await browser.post('/recognition', photoForm([['group.jpg', photo]])));
}

describe('the whole story', () => {
  let app: TestApp;
  let browser: Browser;

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it('begins with a sign-in that shows an empty dashboard and the user’s name', async () => {
    browser = await signIn(app.url, 'Grace Hopper');
    const { status, text } = await browser.open('/');
    expect(status).to.equal(200);
    expect(text).to.include('Grace Hopper').and.include('No people yet');
  });

  it('adds two people', async () => {
    for (const [name, place] of [
      ['Ada', ADA_IN_SAMPLE_1],
      ['Bea', BEA],
    ] as const) {
      const page = await browser.follow(
        await browser.post('/images', photoForm([[`${name}.jpg`, await cropFace(place)]], { name })),
      );
      expect(page.text).to.include(`A photo of ${name} was added.`);
    }
    const { text } = await browser.open('/');
    expect(text)
      .to.match(/>Ada<\/span>\s*<span[^>]*>1 photo</)
      .and.match(/>Bea<\/span>\s*<span[^>]*>1 photo</);
  });

  it('recognizes exactly the one of them who is in a group photo, among strangers', async () => {
    const page = await recognize(browser, samplePhoto(3));
    expect(page.url).to.match(/\/recognition\/[a-z0-9]{16}$/);
    expect(namesOn(page)).to.deep.equal(['Ada']);
    expect(page.text).to.include('3 faces, 2 unknown');
    expect(page.text.match(/<title>\d+: /g)).to.have.length(3); // a box each
  });

  it('names both in the photo they come from, and nobody in a photo without them', async () => {
    expect(namesOn(await recognize(browser, samplePhoto(1)))).to.have.members(['Ada', 'Bea']);
    const strangers = await recognize(browser, samplePhoto(6));
    expect(strangers.text).to.include('nobody you know yet');
  });

  it('recognizes nobody after everyone is deleted, in old results too', async () => {
    const before = await recognize(browser, samplePhoto(3));
    const dashboard = await browser.open('/');
    const people = captures(dashboard.text, /href="(\/people\/[a-z0-9]+)"/g);
    expect(people).to.have.length(2);
    for (const url of people) {
      const action = onlyOf(actionsOf((await browser.open(url)).text, /^\/images\/actions\/delete\//));
      expect((await browser.post(action)).status).to.equal(303);
    }

    expect((await browser.open('/')).text).to.include('No people yet');
    expect((await recognize(browser, samplePhoto(3))).text).to.include('nobody you know yet');
    expect((await browser.open(new URL(before.url).pathname)).text).to.include('nobody you know yet');
    expect(filesBelow(app.dataDir).filter((file) => file.startsWith('uploads'))).to.deep.equal([]);
  });
});
