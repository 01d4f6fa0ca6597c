import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { addPerson, importZip } from '../support/imports';
import { BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { Receiver } from '../support/receiver';
import { addWebhook, LOOPBACK_ALLOWED } from '../support/webhooks';
import { zipOf } from '../support/zips';

describe('what people do, sent to a webhook', () => {
  let app: TestApp;
  let receiver: Receiver;
  let ada: Browser;
  beforeEach(async () => {
    [app, receiver] = [await startApp(LOOPBACK_ALLOWED), await Receiver.start()];
    ada = await signIn(app.url, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  /** What came, by its type. */
  const told = async (count: number) =>
    Object.fromEntries((await receiver.gets(count)).map(({ body }) => [JSON.parse(body).type, JSON.parse(body).data]));

  it('a recognition: how many faces there were, and who was seen', async () => {
    await addPerson(ada, 'Bea', await cropFace(BEA));
    await addWebhook(app, receiver.url, ['recognition.completed', 'person.seen']);
    const { location } = await ada.post('/recognition', photoForm([['party.jpg', samplePhoto(1)]]));
    const recognition = new URL(location ?? '').pathname.split('/').at(-1);
    const { handle: id } = await app.services.catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    const { 'recognition.completed': completed, 'person.seen': seen } = await told(2);
    const { distance } = seen;
    expect(distance).to.be.within(0, 0.5);
    const bea = { person: { id, name: 'Bea' }, certainty: 'sure', distance };
    expect(seen).to.deep.equal({ recognition, ...bea });
    expect(completed).to.deep.equal({ recognition, faces: 3, people: [bea] });
  });

  it('an import: what came of its photos', async () => {
    await addWebhook(app, receiver.url, ['import.done']);
    const photo = await cropFace(CLEO);
    const files = [
      { name: 'Cleo/1.jpg', bytes: photo },
      { name: 'Cleo/copy.jpg', bytes: photo },
      { name: 'Cleo/notes.jpg', bytes: Buffer.from('no picture') },
    ];
    await importZip(ada, zipOf(files));
    const { id } = await app.services.catalog.selectFrom('imports').select('id').executeTakeFirstOrThrow();
    expect(await told(1)).to.deep.equal({
      'import.done': { import: id, added: 1, drafts: 0, refused: 1, known: 1 },
    });
  });
});
