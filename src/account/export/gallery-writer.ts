import type { Catalog } from '../../catalog/catalog';
import { accountDeleted } from '../../errors';
import type { PhotoStore } from '../../storage/photo-store';
import { FORMAT, PEOPLE_FILE, RECOGNITIONS_FOLDER, VERSION, WAITING_FOLDER } from '../gallery-format';
import {
  dateOf,
  moment,
  toPhotoRecord,
  toRecognitionRecord,
  toVerdictRecord,
  toWaitingRecord,
} from './gallery-records';
import { hasPhoto, peopleOf, photosOf, recognitionsOf, verdictsOn, waitingOf } from './gallery-rows';
import { SafeNames } from './safe-names';
import type { TextFile } from './text-file';
import type { ZipWriter } from './zip-writer';

type Person = Awaited<ReturnType<ReturnType<typeof peopleOf>['next']>>['value'] & object;

/** Where a gallery's rows and pictures are kept. */
export interface GallerySources {
  catalog: Catalog;
  photos: PhotoStore;
  recognitions: PhotoStore;
  /** The photos that wait for an answer. */
  drafts: PhotoStore;
}

interface StoredPicture {
  path: string;
  createdAt: number;
}

/**
 * Writes a user's photos into a zip, each followed in the text by what is known of it, and that text at the end: so the two
 * agree, whatever is added and deleted meanwhile. It has a line for each photo, to be read by people too.
 */
export class GalleryWriter {
  private readonly folders = new SafeNames();
  private readonly files = new SafeNames();

  constructor(
    private readonly deps: GallerySources,
    private readonly zip: ZipWriter,
    private readonly text: TextFile,
  ) {}

  async write(userId: number): Promise<void> {
    const { catalog } = this.deps;
    const { displayName, ...preferences } = await this.userOf(userId);
    const head = {
      format: FORMAT,
      version: VERSION,
      exportedAt: new Date().toISOString(),
      user: { name: displayName },
      preferences,
    };
    await this.text.write(`${JSON.stringify(head).slice(0, -1)}`);
    await this.writeList('people', peopleOf(catalog, userId), (person) => this.writePerson(person));
    await this.writeList('recognitions', recognitionsOf(catalog, userId), ({ row, faces }) =>
      this.writeNobodys(this.deps.recognitions, RECOGNITIONS_FOLDER, row, (file) =>
        toRecognitionRecord(file, row, faces),
      ),
    );
    await this.writeList('waiting', waitingOf(catalog, userId), ({ row, faces }) =>
      this.writeNobodys(this.deps.drafts, WAITING_FOLDER, row, (file) => toWaitingRecord(file, row, faces)),
    );
    await this.text.write('}\n');
    // What was deleted in the meantime is missing: nobody may take it for everything.
    await this.userOf(userId);
    await this.zip.add(PEOPLE_FILE, await this.text.finish(), { modified: new Date(), compress: true });
  }

  private userOf(userId: number) {
    const users = this.deps.catalog.selectFrom('users').select(['displayName', 'matchSure', 'keepHours']);
    return users.where('id', '=', userId).executeTakeFirstOrThrow(accountDeleted);
  }

  /** A list of the text, one item after the other; what an item is written as may be nothing. */
  private async writeList<Row>(
    name: string,
    rows: AsyncIterable<Row>,
    write: (row: Row) => Promise<string | undefined>,
  ): Promise<void> {
    await this.text.write(`,\n"${name}":[`);
    let between = '\n';
    for await (const row of rows) {
      const item = await write(row);
      if (item === undefined) continue;
      await this.text.write(between + item);
      between = ',\n';
    }
    await this.text.write('\n]');
  }

  private async writePerson({ id, name, createdAt, coverPhotoId }: Person): Promise<string> {
    const folder = this.folders.next(name);
    const photos: string[] = [];
    let cover: string | null = null;
    for (const row of await photosOf(this.deps.catalog, id)) {
      const file = `${folder}/${folder} ${photos.length + 1}.jpg`;
      const isThere = await this.addPicture(this.deps.photos, file, row);
      if (!isThere && !(await hasPhoto(this.deps.catalog, row.id))) continue;
      if (row.id === coverPhotoId) cover = file;
      photos.push(JSON.stringify({ ...toPhotoRecord(file, row), ...(!isThere && { isMissing: true }) }));
    }
    const verdicts = (await verdictsOn(this.deps.catalog, id)).flatMap((row) => toVerdictRecord(row) ?? []);
    const head = JSON.stringify({ name, createdAt: moment(createdAt), folder, cover });
    return `${head.slice(0, -1)},"photos":[\n${photos.join(',\n')}\n],"verdicts":[\n${verdicts.map((each) => JSON.stringify(each)).join(',\n')}\n]}`;
  }

  /** @returns nothing when its photo is gone: without it, it is none */
  private async writeNobodys(
    store: PhotoStore,
    folder: string,
    row: StoredPicture,
    toRecord: (file: string) => object,
  ): Promise<string | undefined> {
    const file = `${folder}/${this.files.next(moment(row.createdAt).slice(0, 19).replace('T', ' ').replaceAll(':', '.'))}.jpg`;
    return (await this.addPicture(store, file, row)) ? JSON.stringify(toRecord(file)) : undefined;
  }

  /** @returns whether the picture's file was there */
  private async addPicture(store: PhotoStore, file: string, { path, createdAt }: StoredPicture): Promise<boolean> {
    this.zip.signal.throwIfAborted();
    const picture = await store.open(path);
    if (picture) await this.zip.add(file, picture, { modified: dateOf(createdAt), compress: false });
    return picture !== undefined;
  }
}
