import type { Catalog } from '../catalog/catalog';
import { type Described, fromBytes } from '../catalog/descriptors';
import { readInTurns } from '../catalog/read-in-turns';
import { personNotFound, photoNotFound } from '../errors';
import type { Gallery } from '../gallery/galleries';

/** A photo as CompreFace's clients know it. */
export interface Image {
  imageId: string;
  /** By which the app's own services know it. */
  imageName: string;
  /** Its person's name. */
  subject: string;
}

/** A page of photos. */
export interface ImagesPage {
  images: Image[];
  /** On all pages together. */
  total: number;
}

/** The photos of a gallery by the UUIDs that programs know them by, and the names of its people. It only reads. */
export class Images {
  constructor(private readonly catalog: Catalog) {}

  /** The usable photos of a gallery, or of one person, the oldest first. @param page from 0 */
  async list(gallery: Gallery, personId: number | undefined, page: number, size: number): Promise<ImagesPage> {
    const all = this.in(gallery).$if(personId !== undefined, (query) =>
      query.where('photos.personId', '=', personId ?? 0),
    );
    const images = await all
      .select(['imageId', 'imageName', 'people.name as subject'])
      .orderBy('photos.id')
      .limit(size)
      .offset(page * size)
      .execute();
    const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
    return { images, total: Number(total) };
  }

  /** All photos of a person. */
  async of(gallery: Gallery, personId: number): Promise<Image[]> {
    return readInTurns((after: { id: number } | undefined, limit) =>
      this.in(gallery)
        .select(['photos.id', 'imageId', 'imageName', 'people.name as subject'])
        .where('photos.personId', '=', personId)
        .where('photos.id', '>', after?.id ?? 0)
        .orderBy('photos.id')
        .limit(limit)
        .execute(),
    );
  }

  /** Finds a photo. @throws photoNotFound when this gallery has none with this id, even if another one has */
  async find(gallery: Gallery, imageId: string): Promise<Image> {
    return this.in(gallery)
      .select(['imageId', 'imageName', 'people.name as subject'])
      .where('imageId', '=', imageId.toLowerCase())
      .executeTakeFirstOrThrow(photoNotFound);
  }

  /** Finds the photo that was just added. @throws photoNotFound when it is gone again */
  async named(gallery: Gallery, imageName: string): Promise<Image> {
    return this.in(gallery)
      .select(['imageId', 'imageName', 'people.name as subject'])
      .where('imageName', '=', imageName)
      .executeTakeFirstOrThrow(photoNotFound);
  }

  /** Finds the face of a photo, to compare others with it, and the handle of its person. @throws photoNotFound */
  async faceOf(gallery: Gallery, imageId: string): Promise<Described & { subject: string }> {
    const { descriptor: bytes, ...face } = await this.in(gallery)
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select(['descriptor', 'faces.network', 'people.name as subject'])
      .where('imageId', '=', imageId.toLowerCase())
      .executeTakeFirstOrThrow(photoNotFound);
    const descriptor = fromBytes(bytes, face.network);
    if (!descriptor) throw photoNotFound();
    return { ...face, descriptor };
  }

  /** The names of all people, in the order in which they were added. */
  async subjects({ id: galleryId }: Gallery): Promise<string[]> {
    const people = await readInTurns((after: { id: number } | undefined, limit) =>
      this.catalog
        .selectFrom('people')
        .select(['id', 'name'])
        .where('galleryId', '=', galleryId)
        .where('id', '>', after?.id ?? 0)
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    return people.map(({ name }) => name);
  }

  /** The name of somebody with a usable photo. @throws personNotFound when there is nobody */
  async anybody(gallery: Gallery): Promise<string> {
    const { name } = await this.in(gallery)
      .select('people.name')
      .orderBy('photos.id')
      .limit(1)
      .executeTakeFirstOrThrow(personNotFound);
    return name;
  }

  private in({ id }: Gallery) {
    return this.catalog
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .where('photos.galleryId', '=', id)
      .where('quarantined', 'is', null);
  }
}
