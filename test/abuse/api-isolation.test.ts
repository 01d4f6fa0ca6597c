import { expect } from 'chai';
import { OPERATIONS } from '../../src/api/operations';
import { type ApiClient, apiClient } from '../support/api';
import { ExampleGallery, namesIn } from '../support/api-examples';
import { sendExample } from '../support/api-requests';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { everythingKept } from '../support/kept';

/** What is one gallery's: a collection is everybody's. */
const isOwn = (name: string) => name !== 'collection';

const naming = OPERATIONS.filter(({ example }) => namesIn(JSON.stringify(example)).some(isOwn));

/** All but what a use of a key leaves, and what comes of deliveries meanwhile. */
async function kept(app: TestApp): Promise<object> {
  const { apiKeys: _, outbox: _o, webhookDeliveries: _d, webhookAttempts: _a, ...rest } = await everythingKept(app);
  return { ...rest, webhooks: rest['webhooks']?.map((each) => ({ ...each, failingSince: null })) };
}

describe('what a key of another gallery asks for', () => {
  let app: TestApp;
  let mallory: ApiClient;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Mallory');
    mallory = await apiClient(app, 'Mallory');
  });
  after(() => app.close());

  for (const operation of naming) {
    it(`abuse 158: was never there: ${operation.id}`, async () => {
      const ada = await ExampleGallery.begin(app, `Ada of ${operation.id}`);
      const example = await ada.realExample(operation);
      const before = await kept(app);
      const [theirs, none] = [
        await sendExample(mallory, { ...operation, example }),
        await sendExample(mallory, operation),
      ];
      expect(theirs.status, theirs.bytes.toString()).to.be.oneOf([404, 422]);
      expect([none.status, none.json.id, none.json.detail]).to.deep.equal([
        theirs.status,
        theirs.json.id,
        theirs.json.detail,
      ]);
      expect(await kept(app)).to.deep.equal(before);
    }).timeout(120_000);
  }

  it('abuse 158: is in no list of its own gallery', async () => {
    const ada = await ExampleGallery.begin(app, 'Ada');
    const ids = [
      await ada.idOf('person'),
      await ada.idOf('recognition'),
      await ada.idOf('draft'),
      await ada.idOf('photo'),
    ];
    for (const operation of OPERATIONS.filter((each) => each.method === 'get' && !each.path.includes(':'))) {
      const text = (await sendExample(mallory, operation)).bytes.toString();
      expect(
        ids.filter((id) => text.includes(id)),
        operation.id,
      ).to.deep.equal([]);
    }
  });
});
