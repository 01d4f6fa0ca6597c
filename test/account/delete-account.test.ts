import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { addPerson } from '../support/imports';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { rejection } from '../support/rejection';

const confirmed = { confirm: 'yes' };

describe('deleting the account', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let ada: Buffer;

  before(async () => {
    app = await startApp();
    ada = await cropFace(ADA_IN_SAMPLE_1);
    eve = await signIn(app.url, 'Eve');
    await addPerson(eve, 'Bea', await cropFace(BEA));
  });
  after(() => app.close());
  beforeEach(async () => {
    grace = await signIn(app.url, 'Grace Hopper');
  });
  afterEach(async () => {
    await (await signIn(app.url, 'Grace Hopper')).post('/account/delete', confirmed);
  });

  const folderOf = async (name: string) => {
    const { folder } = await app.services.catalog
      .selectFrom('galleries')
      .innerJoin('users', 'users.id', 'ownerId')
      .select('folder')
      .where('displayName', '=', name)
      .executeTakeFirstOrThrow();
    return folder;
  };
  it('asks for confirmation with a tick, and says what will be gone', async () => {
    await addPerson(grace, 'Ada', ada);
    const page = await grace.get('/account/delete');
    expect(page.text).to.include('1 person with 1 photo').and.include('Yes, permanently delete all my data');
    for (const form of [{}, { confirm: 'no' }] as Array<Record<string, string>>) {
      const answer = await grace.post('/account/delete', form);
      expect(answer.status).to.equal(400);
      expect(answer.text).to.include('Please check the box').and.include('Delete your account?');
    }
    expect((await grace.get('/')).text).to.include('Ada');
  });

  it('changes nothing on GET, and refuses another site’s form', async () => {
    await grace.get('/account/delete?confirm=yes');
    expect((await grace.post('/account/delete', confirmed, { 'Sec-Fetch-Site': 'cross-site' })).status).to.equal(403);
    expect((await grace.get('/account')).status).to.equal(200);
  });

  it('forgets everyone: a result shows no name of a deleted gallery', async () => {
    await addPerson(grace, 'Ada', ada);
    const known = await grace.follow(await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])));
    expect(known.text).to.include('Ada');
    await grace.post('/account/delete', confirmed);
    const again = await signIn(app.url, 'Grace Hopper');
    const result = await again.follow(await again.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])));
    expect(result.text).not.to.include('Ada');
  });

  it('breaks off a running download, so that nobody takes it for complete', async () => {
    await addPerson(grace, 'Ada', ada);
    const folder = path.join(app.dataDir, 'uploads', await folderOf('Grace Hopper'));
    writeFileSync(path.join(folder, firstOf(readdirSync(folder))), Buffer.alloc(60_000_000)); // more than the connection's buffers hold
    const cookie = [...grace.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const download = await fetch(`${app.url}/account/export`, { headers: { Cookie: cookie } });
    await grace.post('/account/delete', confirmed);
    expect((await rejection(download.arrayBuffer())).message).to.equal('terminated');
  });
});
