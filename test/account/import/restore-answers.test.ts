import { expect } from 'chai';
import { readLine, type SaidLine, writeLine } from '../../../src/account/import/plan-lines';
import { restoreAnswers } from '../../../src/account/import/restore-answers';
import { startApp, type TestApp } from '../../support/app';
import { signIn } from '../../support/browser';
import { strangers } from '../../support/descriptors';
import { addPerson } from '../../support/imports';
import { galleryOf } from '../../support/people';
import { ADA_IN_SAMPLE_1, cropFace } from '../../support/photos';

describe('answers of an import', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it('of a plan from before networks had names are about the first one', async () => {
    const ada = await signIn(app.url, 'Ada');
    await addPerson(ada, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
    const someone = strangers(12);
    const said = () => ({
      ...{ pictureHash: null, place: { left: 0.1, top: 0.1, width: 0.2, height: 0.2 } },
      ...{ descriptor: someone(), createdAt: 1000 },
    });
    async function* lines(): AsyncGenerator<SaidLine> {
      // The plans of then: the names are missing.
      yield readLine(writeLine({ name: 'Ada', verdict: { isPerson: false, ...said() } })) as SaidLine;
      yield readLine(writeLine({ ignored: { isFace: true, ...said() } })) as SaidLine;
    }
    const { catalog } = app.services;
    const gallery = await galleryOf(app, 'Ada');
    const work = { catalog, gallery, lines: lines(), done: 0, signal: new AbortController().signal };
    expect(await restoreAnswers({ ...work, onDone: async () => undefined })).to.deep.equal({ answers: 0, people: 0 });
    for (const table of ['verdicts', 'ignoredFaces'] as const)
      expect(await catalog.selectFrom(table).select('network').execute(), table).to.deep.equal([
        { network: 'face-api-1' },
      ]);
  });
});
