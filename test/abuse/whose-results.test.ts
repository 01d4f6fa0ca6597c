import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { makeGallery, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

describe('what one member recognized', () => {
  let app: TestApp;
  let grace: Browser;
  let vera: Browser;
  let family: Gallery;
  let home: string;
  let result: string;
  let id: string;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    vera = await signIn(app.url, 'Vera');
    family = await makeGallery(app, 'Grace', 'Family', { Vera: 'owner' });
    home = `/g/${family.handle}`;
    await grace.post(`${home}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    await addWebhook('Grace');
    await addWebhook('Vera');
    const answer = await vera.post(`${home}/recognition`, photoForm([['group.jpg', samplePhoto(1)]]));
    result = new URL(answer.location ?? '', app.url).pathname;
    id = result.split('/').at(-1) ?? '';
  });

  const addWebhook = async (owner: string) =>
    app.services.webhooks.add(
      { gallery: family, userId: await userId(app, owner) },
      { name: owner, url: 'https://hooks.example.org/seen', types: ['recognition.completed', 'person.seen'] },
      new AbortController(),
    );
  const webhookOf = async (owner: string) =>
    (await app.services.webhooks.list(family)).find(({ name }) => name === owner)?.handle ?? '';

  it('abuse 225: is nobody else’s by its id, on any page or form', async () => {
    const pages = ['', '/photo', '/photo?size=thumbnail', '/image', '/faces/1'];
    for (const page of pages) expect((await grace.get(result + page)).status, page).to.equal(404);
    const person = (await app.services.people.findNamed(family, 'Ada'))?.handle ?? '';
    const forms: ReadonlyArray<readonly [string, Record<string, string>]> = [
      ...(['confirm', 'reject', 'forget'] as const).map((each) => [`/faces/1/${each}`, { person }] as const),
      ...(['ignore', 'not-a-face', 'unignore'] as const).map((each) => [`/faces/1/${each}`, {}] as const),
      ['/faces/1/name', { name: 'Ada' }],
      ['/confirm-all', { faces: `1:${person}` }],
      ['/share', {}],
      ['/stop-sharing', {}],
    ];
    for (const [form, fields] of forms)
      expect((await grace.post(result + form, fields)).status, form).to.be.oneOf([400, 404]);
    expect((await grace.post(`${home}/recognition/actions/delete/${id}`)).status).to.equal(404);
    await grace.post(`${home}/recognition/actions/delete-all`);
    expect((await vera.get(result)).status).to.equal(200);
  });

  it('abuse 226: is in nobody else’s export, counts, audit and webhooks', async () => {
    const [hers, mine] = [await grace.get(`${home}/account/export`), await vera.get(`${home}/account/export`)];
    expect(mine.bytes.includes('results') || mine.bytes.includes('recognitions/')).to.equal(true);
    expect(hers.bytes.includes('recognitions/')).to.equal(false);
    expect((await vera.get(`${home}/activity`)).text).to.include('Ada');
    expect((await grace.get(`${home}/activity`)).text).not.to.match(/<bdi>Ada/);
    const [seen, own] = await Promise.all(
      ['Grace', 'Vera'].map(
        async (name) =>
          (
            await app.services.audit.list(family.id, {
              limit: 1,
              kind: 'recognition.completed',
              userId: await userId(app, name),
            })
          )[0],
      ),
    );
    expect(own?.details['recognitionId']).to.equal(id);
    expect(seen?.userName).to.equal('Vera');
    expect(seen?.details).not.to.have.any.keys('recognitionId', 'people', 'peopleInAll');
    expect((await vera.get(`${home}/webhooks/${await webhookOf('Grace')}`)).status).to.equal(403);
    const sent = await app.services.catalog
      .selectFrom('webhookDeliveries')
      .innerJoin('webhooks', 'webhooks.id', 'webhookId')
      .select('webhooks.name')
      .where('type', '<>', 'webhook.test')
      .execute();
    const waiting = await app.services.catalog.selectFrom('outbox').select('userId').execute();
    expect([...new Set(sent.map(({ name }) => name))].filter((name) => name !== 'Vera')).to.deep.equal([]);
    expect(sent.length + waiting.length).to.be.above(0);
  });

  it('abuse 226: is in nobody else’s export when it is shared, either: an import would make it theirs', async () => {
    await vera.post(`${result}/share`);
    expect((await grace.get(result)).status).to.equal(200);
    const [hers, mine] = [await grace.get(`${home}/account/export`), await vera.get(`${home}/account/export`)];
    expect(hers.bytes.includes('recognitions/')).to.equal(false);
    expect(mine.bytes.includes('recognitions/')).to.equal(true);
    await vera.post(`${result}/stop-sharing`);
  });

  it('abuse 229: is at no address for who was removed, nor at theirs', async () => {
    await setRole(app, family, 'Vera', null);
    for (const page of [result, `${result}/photo`, `${home}/`])
      expect((await vera.get(page)).status, page).to.equal(404);
    expect((await grace.get(result)).status).to.equal(404);
  });
});
