import type { Catalog } from '../../catalog/catalog';
import { fromColumns, type StoredFace } from '../../catalog/faces';
import { readInTurns } from '../../catalog/read-in-turns';
import type { Gallery } from '../../gallery/galleries';
import { hasFace } from '../../gallery/known-photos';
import type { Person } from '../../gallery/person-rows';

/** How many photos are read at once. */
const AT_ONCE = 100;

/** A photo of a person who is copied to another gallery. */
export interface PhotoToCopy {
  id: number;
  imageName: string;
  imageId: string;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  addedBy: number | null;
  sourceHash: string | null;
  pictureHash: string | null;
  face: StoredFace;
}

/** Some of a person's photos. */
export interface SomePhotos {
  photos: PhotoToCopy[];
  /** Where the next ones begin; undefined when there are no more. */
  next: number | undefined;
}

/** Reads some of a person's usable photos, by their ids. Those whose descriptor is damaged are left out. @param after the id of the last one that is left out */
export async function photosToCopy(
  catalog: Catalog,
  personId: number,
  after: number,
  limit: number,
): Promise<SomePhotos> {
  const rows = await catalog
    .selectFrom('photos')
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .select(['photos.id', 'imageName', 'imageId', 'path', 'createdAt', 'addedBy', 'sourceHash', 'pictureHash'])
    .select(['photos.width as photoWidth', 'photos.height as photoHeight'])
    .select(['left', 'top', 'faces.width', 'faces.height', 'score', 'sharpness', 'turn', 'quality'])
    .select(['descriptor', 'network', 'chips'])
    .where('personId', '=', personId)
    .where('quarantined', 'is', null)
    .where('photos.id', '>', after)
    .orderBy('photos.id')
    .limit(limit)
    .execute();
  const photos = rows.flatMap(({ photoWidth, photoHeight, ...row }) => {
    const face = fromColumns(row);
    const { id, imageName, imageId, path, createdAt, addedBy, sourceHash, pictureHash } = row;
    const photo = { id, imageName, imageId, path, createdAt, addedBy, sourceHash, pictureHash };
    return face ? [{ ...photo, width: photoWidth, height: photoHeight, face }] : [];
  });
  return { photos, next: rows.length < limit ? undefined : rows.at(-1)?.id };
}

/** Goes through all of a person's usable photos. Other work gets its turn in between. */
export async function* allPhotosToCopy(catalog: Catalog, personId: number): AsyncGenerator<PhotoToCopy[], void> {
  let next: number | undefined = 0;
  while (next !== undefined) {
    const some: SomePhotos = await photosToCopy(catalog, personId, next, AT_ONCE);
    yield some.photos;
    next = some.next;
  }
}

/** How many photos of a person can be copied, and how many can't, as what is stored of their face is damaged. */
export interface PhotoCounts {
  usable: number;
  damaged: number;
}

/** Counts a person's photos, but for those that are in quarantine. Other work gets its turn in between. */
export async function countPhotos(catalog: Catalog, personId: number): Promise<PhotoCounts> {
  const { count } = await catalog
    .selectFrom('photos')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('personId', '=', personId)
    .where('quarantined', 'is', null)
    .executeTakeFirstOrThrow();
  let usable = 0;
  for await (const some of allPhotosToCopy(catalog, personId)) usable += some.length;
  return { usable, damaged: Math.max(0, Number(count) - usable) };
}

/** Finds the copy of the photo that was chosen as a person's cover. @param copiedId the person's in the other gallery @returns its image name */
export async function copyOfCover(
  catalog: Catalog,
  { coverPhotoId }: Pick<Person, 'coverPhotoId'>,
  copiedId: number,
): Promise<string | undefined> {
  const copy = await catalog
    .selectFrom('photos as cover')
    .innerJoin('photos as copy', 'copy.imageId', 'cover.imageId')
    .select('copy.imageName')
    .where('cover.id', '=', coverPhotoId)
    .where('copy.personId', '=', copiedId)
    .executeTakeFirst();
  return copy?.imageName;
}

/** What identifies the photos that somebody has in the gallery to which a person is copied. */
export class PhotosThere {
  private readonly imageIds = new Set<string>();
  private readonly sourceHashes = new Set<string>();

  private constructor(
    private readonly catalog: Catalog,
    private readonly gallery: Gallery,
    private readonly name: string,
  ) {}

  /** Reads them. @param person undefined while there is nobody */
  static async of(catalog: Catalog, gallery: Gallery, person: Pick<Person, 'id' | 'name'> | undefined) {
    const there = new PhotosThere(catalog, gallery, person?.name ?? '');
    const rows = await readInTurns((after: { id: number } | undefined, limit) =>
      catalog
        .selectFrom('photos')
        .select(['id', 'imageId', 'sourceHash'])
        .where('personId', '=', person?.id ?? 0)
        .where('quarantined', 'is', null)
        .where('id', '>', after?.id ?? 0)
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    for (const each of rows) there.add(each);
    return there;
  }

  private add({ imageId, sourceHash }: { imageId: string; sourceHash: string | null }): void {
    this.imageIds.add(imageId);
    if (sourceHash !== null) this.sourceHashes.add(sourceHash);
  }

  /** Whether a photo is known to be there: it was copied before, or made of the same file. */
  has({ imageId, sourceHash }: Pick<PhotoToCopy, 'imageId' | 'sourceHash'>): boolean {
    return this.imageIds.has(imageId) || (sourceHash !== null && this.sourceHashes.has(sourceHash));
  }

  /** As `has`, or the same face in the same picture. */
  async shows(photo: PhotoToCopy): Promise<boolean> {
    return this.has(photo) || (await hasFace(this.catalog, this.gallery.id, this.name, photo, photo.face.box));
  }
}
