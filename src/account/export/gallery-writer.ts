import type { Catalog } from '../../catalog/catalog';
import { Turns } from '../../concurrency/turns';
import { accountDeleted } from '../../errors';
import type { Viewer } from '../../gallery/viewer';
import type { PhotoStore } from '../../storage/photo-store';
import { FORMAT, PEOPLE_FILE, RECOGNITIONS_FOLDER, VERSION, WAITING_FOLDER } from '../gallery-format';
import {
  dateOf,
  moment,
  toIgnoredRecord,
  toPhotoRecord,
  toRecognitionRecord,
  toVerdictRecord,
  toWaitingRecord,
} from './gallery-records';
import { draftsOf, hasPhoto, ignoredFacesOf, peopleOf, photosOf, recognitionsOf, verdictsOn } from './gallery-rows';
import { SafeNames } from './safe-names';
import type { TextFile } from './text-file';
import type { ZipWriter } from './zip-writer';

type Person = Awaited<ReturnType<ReturnType<typeof peopleOf>['next']>>['value'] & object;

/** Where a gallery's rows and pictures are kept. */
export interface GallerySources {
  catalog: Catalog;
  photos: PhotoStore;
  recognitions: PhotoStore;
  /** The drafts' photos. */
  drafts: PhotoStore;
}

/** What of a gallery is written: all of it and of its results the viewer's own, or these results alone, which name nobody. */
export type Part = 'everything' | 'results';

interface StoredPicture {
  path: string;
  createdAt: number;
}

/**
 * Writes a gallery into a zip. While photos go into the zip, their records go into a text, which becomes `people.json` at the end:
 * so the two agree, whatever is added or deleted meanwhile. The text has a line for each photo, so that people can read it, too.
 */
export class GalleryWriter {
  private readonly folders = new SafeNames();
  private readonly files = new SafeNames();
  private readonly turns: Turns;

  constructor(
    private readonly deps: GallerySources,
    private readonly zip: ZipWriter,
    private readonly text: TextFile,
  ) {
    this.turns = new Turns(zip.signal);
  }

  /** Writes a part of a gallery. @throws accountDeleted, and the signal's reason when nobody reads the zip any more */
  async write(viewer: Viewer, part: Part): Promise<void> {
    const { displayName, strictness: matchSure, retention: keepHours } = await this.headOf(viewer);
    const isWhole = part === 'everything';
    const head = {
      format: FORMAT,
      version: VERSION,
      exportedAt: new Date().toISOString(),
      user: { name: displayName },
      preferences: isWhole ? { matchSure, keepHours } : null,
    };
    await this.text.write(`${JSON.stringify(head).slice(0, -1)}`);
    if (isWhole) await this.writeShared(viewer.gallery.id);
    // A manifest without people or drafts would be damaged.
    else await this.text.write(',\n"people":[],\n"waiting":[]');
    await this.writeList('recognitions', recognitionsOf(this.deps.catalog, viewer), ({ row, faces }) =>
      this.writeLoosePicture(this.deps.recognitions, RECOGNITIONS_FOLDER, row, (file) =>
        toRecognitionRecord(file, row, faces),
      ),
    );
    await this.text.write('}\n');
    // If the account was deleted meanwhile, the zip is incomplete and must fail.
    await this.headOf(viewer);
    await this.zip.add(PEOPLE_FILE, await this.text.finish(), { modified: new Date(), compress: true });
  }

  /** Writes what a gallery's members have in common. */
  private async writeShared(galleryId: number): Promise<void> {
    const { catalog } = this.deps;
    await this.writePeople(galleryId);
    await this.writeList('waiting', draftsOf(catalog, galleryId), ({ row, faces }) =>
      this.writeLoosePicture(this.deps.drafts, WAITING_FOLDER, row, (file) => toWaitingRecord(file, row, faces)),
    );
    await this.writeList('ignored', ignoredFacesOf(catalog, galleryId), async (row) => {
      const record = toIgnoredRecord(row);
      return record && JSON.stringify(record);
    });
  }

  /** The gallery's settings, and the name of who exports it. @throws accountDeleted when the gallery or their account is gone */
  private headOf({ gallery: { id }, userId }: Viewer) {
    return this.deps.catalog
      .selectFrom('galleries')
      .innerJoin('users', (join) => join.on('users.id', '=', userId).on('issuer', '<>', ''))
      .select(['displayName', 'strictness', 'retention'])
      .where('galleries.id', '=', id)
      .where('deletedAt', 'is', null)
      .executeTakeFirstOrThrow(accountDeleted);
  }

  /** Writes a list into the text, item by item. @param write makes an item's JSON; undefined leaves the item out */
  private async writeList<Row>(
    name: string,
    rows: AsyncIterable<Row>,
    write: (row: Row) => Promise<string | undefined>,
  ): Promise<void> {
    await this.text.write(`,\n"${name}":[`);
    let between = '\n';
    for await (const row of rows) {
      await this.turns.next();
      const item = await write(row);
      if (item === undefined) continue;
      await this.text.write(between + item);
      between = ',\n';
    }
    await this.text.write('\n]');
  }

  /** Writes the people into the text. They may have thousands of photos, so each is written piece by piece. */
  private async writePeople(galleryId: number): Promise<void> {
    await this.text.write(',\n"people":[');
    let between = '\n';
    for await (const person of peopleOf(this.deps.catalog, galleryId)) {
      await this.text.write(between);
      await this.writePerson(person);
      between = ',\n';
    }
    await this.text.write('\n]');
  }

  private async writePerson({ id, name, createdAt, coverPhotoId, stays }: Person): Promise<void> {
    const { catalog } = this.deps;
    const folder = this.folders.next(name);
    const head = JSON.stringify({ name, createdAt: moment(createdAt), folder, ...(stays === 1 && { stays: true }) });
    let count = 0;
    let cover: string | null = null;
    await this.text.write(head.slice(0, -1));
    await this.writeList('photos', photosOf(catalog, id), async (row) => {
      const file = `${folder}/${folder} ${count + 1}.jpg`;
      const isThere = await this.addPicture(this.deps.photos, file, row);
      if (!isThere && !(await hasPhoto(catalog, row.id))) return undefined;
      count++;
      if (row.id === coverPhotoId) cover = file;
      return JSON.stringify({ ...toPhotoRecord(file, row), ...(!isThere && { isMissing: true }) });
    });
    await this.writeList('verdicts', verdictsOn(catalog, id), async (row) => {
      const record = toVerdictRecord(row);
      return record && JSON.stringify(record);
    });
    await this.text.write(`,"cover":${JSON.stringify(cover)}}`);
  }

  /** Writes a photo that belongs to no person. @returns its record; undefined when the photo's file is gone, as it is no use without it */
  private async writeLoosePicture(
    store: PhotoStore,
    folder: string,
    row: StoredPicture,
    toRecord: (file: string) => object,
  ): Promise<string | undefined> {
    const file = `${folder}/${this.files.next(moment(row.createdAt).slice(0, 19).replace('T', ' ').replaceAll(':', '.'))}.jpg`;
    return (await this.addPicture(store, file, row)) ? JSON.stringify(toRecord(file)) : undefined;
  }

  /** Adds a picture to the zip. @returns whether its file was there */
  private async addPicture(store: PhotoStore, file: string, { path, createdAt }: StoredPicture): Promise<boolean> {
    this.zip.signal.throwIfAborted();
    const picture = await store.open(path);
    if (picture) await this.zip.add(file, picture, { modified: dateOf(createdAt), compress: false });
    return picture !== undefined;
  }
}
