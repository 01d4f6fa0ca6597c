import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, facelessPhoto, samplePhoto } from '../support/photos';

interface Face {
  image_id: string;
  subject: string;
}

interface Seen {
  box: Record<'probability' | 'x_min' | 'x_max' | 'y_min' | 'y_max', number>;
  subjects: Array<{ subject: string; similarity: number }>;
  landmarks: Array<[number, number]>;
  execution_time: object;
  subject: string;
  similarity: number;
}

type Answered<Result = Seen> = Promise<{ result: Result[]; plugins_versions: object }>;

/** The part of the published SDK that is used here. */
interface Sdk {
  initFaceRecognitionService(key: string): {
    recognize(image: string, options: object): Answered;
    getFaceCollection(): {
      list(): Promise<{ faces: Face[]; total_elements: number }>;
      add(image: string, subject: string, options?: object): Promise<Face>;
      verify(image: string, id: string, options?: object): Answered;
      delete(id: string): Promise<Face>;
      delete_multiple_images(ids: string[]): Promise<Face[]>;
      delete_all_subject(subject: string): Promise<{ deleted: number }>;
      delete_all(): Promise<unknown>;
    };
    getSubjects(): {
      list(): Promise<{ subjects: string[] }>;
      add(subject: string): Promise<{ subject: string }>;
      rename(subject: string, name: string): Promise<{ updated: boolean }>;
      delete(subject: string): Promise<{ subject: string }>;
      deleteAll(): Promise<unknown>;
    };
  };
  initFaceDetectionService(key: string): { detect(image: string, options: object): Answered };
  initFaceVerificationService(key: string): {
    verify(
      source: string,
      target: string,
      options: object,
    ): Answered<{ source_image_face: Seen; face_matches: Seen[] }>;
  };
}

/** Imports an ES module as Node does, which TypeScript would turn into `require`. */
const importModule = new Function('name', 'return import(name)') as (name: string) => Promise<{
  CompreFace: new (server: string, port: number, options?: object) => Sdk;
}>;

/** What the SDK's axios throws when the server refuses. */
const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => expect.fail('it was not refused'),
    ({ response }) => [response.status, response.data.code],
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('CompreFace’s JavaScript SDK', () => {
  let app: TestApp;
  let key: string;
  let sdk: Sdk;
  let folder: string;
  const { log } = console;
  const file = (name: string) => `${folder}/${name}.jpg`;
  const faces = () => sdk.initFaceRecognitionService(key).getFaceCollection();
  const subjects = () => sdk.initFaceRecognitionService(key).getSubjects();

  before(async () => {
    console.log = () => {}; // the SDK prints the key
    app = await startApp();
    await signIn(app.url, 'Ada');
    key = (await apiClient(app, 'Ada')).key ?? '';
    const { CompreFace } = await importModule(require.resolve('@exadel/compreface-js-sdk'));
    sdk = new CompreFace('http://localhost', Number(new URL(app.url).port));
    // The SDK knows a path by its leading dot.
    folder = `./${path.relative('.', await mkdtemp(path.join(app.dataDir, 'sdk-')))}`;
    const crops = {
      ada: await cropFace(ADA_IN_SAMPLE_1),
      ada3: await cropFace(ADA_IN_SAMPLE_3),
      bea: await cropFace(BEA),
    };
    for (const [name, bytes] of Object.entries({ ...crops, group: samplePhoto(1), nobody: await facelessPhoto() }))
      await writeFile(file(name), bytes);
  });
  after(async () => {
    console.log = log;
    await rm(folder, { recursive: true });
    await app.close();
  });

  it('enrols people, with and without their photo first', async () => {
    expect(await subjects().add('Bea')).to.deep.equal({ subject: 'Bea' });
    const added = await faces().add(file('ada'), 'Ada', { det_prob_threshold: 0.8 });
    expect(added).to.include({ subject: 'Ada' });
    expect(added.image_id).to.match(UUID);
    expect(await faces().add(file('bea'), 'bea')).to.include({ subject: 'Bea' });
    expect(await subjects().list()).to.deep.equal({ subjects: ['Bea', 'Ada'] });
    const { faces: known } = await faces().list();
    expect(known).to.have.length(2);
    expect(known.map(({ image_id }) => image_id)).to.include(added.image_id);
  });

  it('sends a photo in Base64, too', async () => {
    const text = (await cropFace(ADA_IN_SAMPLE_3)).toString('base64');
    const { result } = await sdk.initFaceRecognitionService(key).recognize(text, {});
    expect(result[0]?.subjects[0]?.subject).to.equal('Ada');
  });

  it('recognizes them in a photo of several people, and keeps nothing', async () => {
    const { result, plugins_versions } = await sdk.initFaceRecognitionService(key).recognize(file('group'), {
      ...{ limit: 0, det_prob_threshold: 0.8, prediction_count: 2, face_plugins: 'landmarks', status: 'true' },
    });
    expect(result).to.have.length(3);
    const names = result.flatMap((face) =>
      face.subjects.map(({ subject, similarity }) => (similarity >= 0.6 ? subject : 'unknown')),
    );
    expect(names.sort()).to.deep.equal(['Ada', 'Bea', 'unknown', 'unknown', 'unknown', 'unknown']);
    for (const { box, landmarks, execution_time } of result) {
      expect(box.probability).to.be.within(0.8, 1);
      expect(landmarks).to.have.length(5);
      for (const [x, y] of landmarks) {
        expect(x).to.be.within(box.x_min, box.x_max);
        expect(y).to.be.within(box.y_min, box.y_max);
      }
      expect(execution_time).to.have.keys('detector', 'calculator');
    }
    expect(plugins_versions).to.have.keys('detector', 'calculator');
    expect(await app.services.catalog.selectFrom('recognitions').selectAll().execute()).to.deep.equal([]);
  });

  it('detects and verifies', async () => {
    const { result } = await sdk.initFaceDetectionService(key).detect(file('group'), { limit: 2 });
    const areas = result.map(({ box }) => (box.x_max - box.x_min) * (box.y_max - box.y_min));
    expect(areas).to.have.length(2);
    expect(areas).to.deep.equal([...areas].sort((one, other) => other - one));
    const verification = sdk.initFaceVerificationService(key);
    const [same] = (await verification.verify(file('ada'), file('ada3'), {})).result;
    expect(same?.source_image_face.box.probability).to.be.within(0.8, 1);
    expect(same?.face_matches[0]?.similarity).to.be.at.least(0.6);
    const [other] = (await verification.verify(file('ada'), file('bea'), {})).result;
    expect(other?.face_matches[0]?.similarity).to.be.below(0.4);
    const { faces: known } = await faces().list();
    const ada = known.find(({ subject }) => subject === 'Ada')?.image_id ?? '';
    const [again] = (await faces().verify(file('ada3'), ada)).result;
    expect(again?.subject).to.equal('Ada');
    expect(again?.similarity).to.be.at.least(0.6);
  });

  it('is told what is wrong by CompreFace’s codes', async () => {
    expect(await refusalOf(faces().add(file('group'), 'Ada')), 'several faces').to.deep.equal([400, 31]);
    expect(await refusalOf(faces().add(file('nobody'), 'Ada')), 'no face').to.deep.equal([400, 28]);
    expect(await refusalOf(faces().add(file('ada'), 'Ada')), 'again').to.deep.equal([409, 0]);
    expect(await refusalOf(faces().add(file('ada3'), 'Bea')), 'somebody else').to.deep.equal([409, 0]);
    expect(await refusalOf(subjects().add('ADA')), 'known').to.deep.equal([400, 43]);
    expect(await refusalOf(subjects().rename('Nobody', 'Somebody'))).to.deep.equal([404, 42]);
    expect(await refusalOf(faces().delete('6b135f5b-a365-4522-b1f1-4c9ac2dd0728'))).to.deep.equal([404, 11]);
    expect(await refusalOf(faces().delete_all()), 'everything').to.deep.equal([400, 33]);
    expect(await refusalOf(subjects().deleteAll()), 'everybody').to.deep.equal([400, 33]);
    expect((await faces().list()).total_elements).to.equal(2);
    expect(await app.services.catalog.selectFrom('drafts').selectAll().execute()).to.deep.equal([]);
  });

  it('renames and deletes', async () => {
    expect(await subjects().rename('ada', 'Ada Lovelace')).to.deep.equal({ updated: true });
    const { faces: known } = await faces().list();
    const [bea] = known.filter(({ subject }) => subject === 'Bea');
    expect(known.map(({ subject }) => subject)).to.have.members(['Ada Lovelace', 'Bea']);
    expect(await faces().delete_multiple_images([bea?.image_id ?? '', 'unknown'])).to.deep.equal([bea]);
    expect(await faces().delete_all_subject('Ada Lovelace')).to.deep.equal({ deleted: 1 });
    expect((await subjects().list()).subjects, 'they stay without photos').to.have.members(['Ada Lovelace', 'Bea']);
    expect(await subjects().delete('Bea')).to.deep.equal({ subject: 'Bea' });
    expect(await subjects().list()).to.deep.equal({ subjects: ['Ada Lovelace'] });
  });
});
