import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Browser, type Page, signIn } from '../support/browser';
import { finishedImport, startedForm, told } from '../support/imports';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { manifestText, personText, zipWithManifest } from '../support/manifests';
import { zipForm, zipOf } from '../support/zips';

const zeros = (count: number) => `[${new Array(count).fill(0).join(',')}]`;
const UNREADABLE = 'The people.json file in the zip is damaged.';
/** What one plan at a time may take, on top of what the app takes anyway. */
const MAX_GROWTH_KB = 600_000;

describe('a zip whose people.json is made to keep the app busy', () => {
  let app: WatchedApp;
  let mallory: Browser;
  let visitors = 0;

  before(async () => {
    app = await WatchedApp.start();
  });
  after(() => app.close());
  beforeEach(async () => {
    mallory = await signIn(app.url, `Mallory ${++visitors}`);
  });

  /** Uploads a zip, whose photos are added at once, and waits for its end. @returns the last page */
  async function send(zip: Buffer): Promise<Page> {
    const answer = await mallory.post('/account/imports', startedForm(zip));
    return answer.status === 303 ? finishedImport(mallory, new URL(answer.location ?? '').pathname) : answer;
  }

  /** As `send`. Expects that others get their turn all the time. */
  async function sendWatched(zip: Buffer): Promise<Page> {
    let page: Page | undefined;
    const held = await app.longestHold(async () => {
      page = await send(zip);
    });
    expect(held, 'the event loop was held').to.be.below(MAX_HOLD_MS);
    if (!page) throw new Error('There is no page.');
    return page;
  }

  /** A record of some 1.9 MB that doesn't pack well, and one that packs to almost nothing. */
  const large = `{"file":"Ada/1.jpg","more":"${randomBytes(950_000).toString('hex')}"}`;
  const packing = `{"file":"Ada/1.jpg","more":"${'x'.repeat(1_900_000)}"}`;
  const namedOften = (record: string, times: number) =>
    manifestText({ people: `[${personText('Ada', { photos: `[${record},${new Array(times).fill(0).join(',')}]` })}]` });

  it('abuse 92: may name a record by its number thousands of times; no number from outside names any', async () => {
    const page = await sendWatched(zipWithManifest(namedOften(large, 2000), [{ name: 'Ada/1.jpg' }]));
    expect(told(page)).to.deep.equal(['Refused Ada/1.jpg']);
    const packed = await sendWatched(zipWithManifest(namedOften(packing, 1000), [{ name: 'Ada/1.jpg' }], true));
    expect(packed.text).to.include(UNREADABLE);
  });

  for (const [what, json] of [
    ['numbers', () => manifestText({ people: zeros(1_900_000) })],
    ['empty objects', () => manifestText({ people: `[${new Array(600_000).fill('{}').join(',')}]` })],
    ['deep nests', () => manifestText({ people: `${'['.repeat(1_600_000)}${']'.repeat(1_600_000)}` })],
    ['nests that never end', () => '['.repeat(4_000_000)],
    ['records of nobody', () => manifestText({ recognitions: `[${new Array(600_000).fill('{}').join(',')}]` })],
  ] as const) {
    it(`abuse 95: may list ${what}, and is refused with a sentence`, async () => {
      const page = await sendWatched(zipWithManifest(json(), [{ name: 'Ada/1.jpg' }]));
      expect(page.status).to.equal(422);
      expect(page.text).to.include(UNREADABLE);
    });
  }

  it('abuse 95: may name 200,000 files that aren’t there; a thousand of them are told', async () => {
    const photos = Array.from({ length: 200_000 }, (_, i) => `{"file":"Ada/${i}.jpg"}`);
    const json = manifestText({ people: `[${personText('Ada', { photos: `[${photos.join(',')}]` })}]` });
    const page = await sendWatched(zipWithManifest(json, [{ name: 'Bea/1.jpg' }]));
    expect(page.text).to.include('1002 of 1002 files: 1002 refused');
    const last = await mallory.get(`${new URL(page.url).pathname}?page=11`);
    expect(told(last).at(-1)).to.equal('Refused and 199,000 more');
  });

  it('abuse 96: takes no more memory when eight come at once', async () => {
    const peak = () =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${app.app.child.pid}/status`, 'utf8'))?.[1] ?? 0);
    const before = peak();
    const many = manifestText({
      people: `[${personText('Ada', { photos: `[{"file":"Ada/1.jpg"},${new Array(3_900_000).fill(0).join(',')}]` })}]`,
    });
    const zip = zipWithManifest(many, [{ name: 'Ada/1.jpg' }], true);
    const spaces = zipWithManifest(' '.repeat(100_000_000), [{ name: 'Ada/1.jpg' }], true);
    const answers = await Promise.all(
      [zip, spaces, zip, spaces, zip, spaces, zip, spaces].map((each) =>
        mallory.post('/account/imports', zipForm(each)),
      ),
    );
    for (const { status } of answers) expect(status).to.equal(422);
    expect(peak() - before, 'kilobytes').to.be.below(MAX_GROWTH_KB);
  });

  it('abuse 120: may have one endless string, and nobody waits for it', async () => {
    const endless = (length: number) => `{"format":"familiar-faces","version":1,"more":"${'x'.repeat(length)}"}`;
    for (const zip of [
      zipWithManifest(endless(120_000_000), [{ name: 'Ada/1.jpg' }], true),
      zipWithManifest(endless(20_000_000), [{ name: 'Ada/1.jpg' }]),
    ])
      expect((await sendWatched(zip)).text).to.include(UNREADABLE);
  });

  it('abuse 129: lists 50,000 files of 50,000 people, is looked at page by page, and is imported, while others are served', async () => {
    const zip = zipOf(Array.from({ length: 50_000 }, (_, i) => ({ name: `Person of number ${i}/1.jpg` })));
    let page: Page | undefined;
    const held = await app.longestHold(async () => {
      const answer = await mallory.post('/account/imports', zipForm(zip));
      const path = new URL(answer.location ?? '').pathname;
      page = await mallory.get(`${path}?page=999`);
      await mallory.post(`${path}/names`, { 'name-1': 'Amy', 'add-1': 'on', to: '2' });
      await mallory.post(`${path}/delete`);
    });
    expect(page?.text).to.include('50000 people, 50000 photos').and.include('Person of number 49900');
    expect(held).to.be.below(MAX_HOLD_MS);
  });
});
