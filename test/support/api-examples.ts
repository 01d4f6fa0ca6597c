import { EXAMPLE_FILES, EXAMPLES } from '../../src/api/examples';
import type { Operation } from '../../src/api/protocol/operation';
import type { Gallery } from '../../src/gallery/galleries';
import { type ApiClient, apiClient } from './api';
import type { TestApp } from './app';
import { type Browser, signIn } from './browser';
import { galleryOf } from './people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace, photoForm, samplePhoto } from './photos';
import { zipForm, zipOf } from './zips';

type Name = keyof typeof EXAMPLES;

/** The files of the examples: real photos, and a zip of one. */
export async function exampleFile(name: string): Promise<Buffer> {
  switch (name) {
    case EXAMPLE_FILES.ada:
      return cropFace(ADA_IN_SAMPLE_1);
    case EXAMPLE_FILES.adaAgain:
      return cropFace(ADA_IN_SAMPLE_3);
    case EXAMPLE_FILES.bea:
      return cropFace(BEA);
    case EXAMPLE_FILES.group:
      return samplePhoto(1);
    case EXAMPLE_FILES.zip:
      return zipOf([{ name: 'Cleo/1.jpg', bytes: await cropFace(CLEO) }]);
    default:
      throw new Error(`No example has the file ${name}.`);
  }
}

/** The names of what an example is about. */
export const namesIn = (text: string): Name[] =>
  (Object.keys(EXAMPLES) as Name[]).filter((name) => text.includes(EXAMPLES[name]));

/** Somebody's gallery, in which the things that examples name are made when they are asked for. */
export class ExampleGallery {
  private readonly made = new Map<Name, Promise<string>>();

  private constructor(
    private readonly app: TestApp,
    private readonly browser: Browser,
    private readonly gallery: Gallery,
    readonly client: ApiClient,
  ) {}

  /** Begins an empty one for a new user. */
  static async begin(app: TestApp, user: string): Promise<ExampleGallery> {
    const browser = await signIn(app.url, user);
    return new ExampleGallery(app, browser, await galleryOf(app, user), await apiClient(app, user));
  }

  /** The real id of what an example names; it is made the first time. */
  idOf(name: Name): Promise<string> {
    const known = this.made.get(name) ?? this.make(name);
    this.made.set(name, known);
    return known;
  }

  /** Makes all that a text names, one after the other. @returns their real ids by those of the examples */
  async idsIn(text: string): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const name of namesIn(text)) ids.set(EXAMPLES[name], await this.idOf(name));
    return ids;
  }

  /** An operation's example with real ids. */
  async realExample({ example }: Operation): Promise<Operation['example']> {
    const text = JSON.stringify(example);
    const ids = await this.idsIn(text);
    return JSON.parse([...ids].reduce((changed, [id, real]) => changed.replaceAll(id, real), text));
  }

  private make(name: Name): Promise<string> {
    switch (name) {
      case 'person':
        return this.makePerson('Ada Lovelace', [EXAMPLE_FILES.ada, EXAMPLE_FILES.adaAgain]);
      case 'otherPerson':
        return this.makePerson('Bea', [EXAMPLE_FILES.bea]);
      case 'photo':
        return this.photoOfAda(0);
      case 'otherPhoto':
        return this.photoOfAda(1);
      case 'merge':
        return this.makeMerge();
      case 'recognition':
        return this.makeRecognition();
      case 'ignoredFace':
        return this.makeIgnoredFace();
      case 'draft':
        return this.makeDraft();
      case 'import':
        return this.makeImport();
      case 'webhook':
        return this.makeWebhook();
      case 'delivery':
        return this.makeDelivery();
      case 'collection':
        return Promise.resolve(EXAMPLES.collection);
    }
  }

  private async makePerson(name: string, files: readonly string[]): Promise<string> {
    for (const file of files) {
      const { status } = await this.browser.post('/images', photoForm([[file, await exampleFile(file)]], { name }));
      if (status !== 303) throw new Error(`${file} was answered with ${status}`);
    }
    const person = await this.app.services.people.findNamed(this.gallery, name);
    if (!person) throw new Error(`${name} was not added`);
    return person.handle;
  }

  private async photoOfAda(place: number): Promise<string> {
    const person = await this.idOf('person');
    const rows = await this.app.services.catalog
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select('imageName')
      .where('people.handle', '=', person)
      .orderBy('photos.id')
      .execute();
    return rows[place]?.imageName ?? '';
  }

  private async makeMerge(): Promise<string> {
    const [kept, merged] = [await this.idOf('person'), await this.idOf('otherPerson')];
    await this.browser.post(`/people/${kept}/merge`, { handle: merged, insist: 'yes' });
    return this.newest('merges');
  }

  private async makeRecognition(): Promise<string> {
    await this.idOf('person');
    await this.browser.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    return this.newest('recognitions');
  }

  private async makeIgnoredFace(): Promise<string> {
    await this.browser.post(`/recognition/${await this.idOf('recognition')}/faces/1/ignore`);
    return this.newest('ignoredFaces');
  }

  private async makeDraft(): Promise<string> {
    await this.browser.post('/images', photoForm([['group.jpg', samplePhoto(1)]], { name: 'Ada Lovelace' }));
    return this.newest('drafts');
  }

  private async makeImport(): Promise<string> {
    await this.browser.post('/account/imports', zipForm(await exampleFile(EXAMPLE_FILES.zip)));
    return this.newest('imports');
  }

  /** It leads to this machine, which refuses what is sent. */
  private async makeWebhook(): Promise<string> {
    const url = 'https://hooks.example.org/seen';
    const given = { name: 'Hallway light', url, types: ['person.seen'] as const };
    const { webhook } = await this.app.services.webhooks.add(
      { gallery: this.gallery, userId: this.gallery.ownerId },
      given,
      new AbortController(),
    );
    return webhook.handle;
  }

  private async makeDelivery(): Promise<string> {
    return (
      await this.app.services.deliveries.test(
        { gallery: this.gallery, userId: this.gallery.ownerId },
        await this.idOf('webhook'),
      )
    ).handle;
  }

  private async newest(table: 'merges' | 'recognitions' | 'ignoredFaces' | 'drafts' | 'imports'): Promise<string> {
    const { id } = await this.app.services.catalog
      .selectFrom(table)
      .select('id')
      .where('galleryId', '=', this.gallery.id)
      .orderBy('createdAt', 'desc')
      .executeTakeFirstOrThrow();
    return String(id);
  }
}
