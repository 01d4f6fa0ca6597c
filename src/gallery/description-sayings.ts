import type { Kysely } from 'kysely';
import { fromBytes } from '../catalog/descriptors';
import type { FaceColumns } from '../catalog/face-columns';
import { isOther, isUntried, nextColumns, withNext } from '../catalog/next-descriptors';
import { readInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { isSamePlace, placeIn } from '../engine/boxes';
import { galleryState } from './gallery-changes';

// Verdicts and ignored faces have the descriptor of a face that was in a photo. While a gallery is described anew they get that face's new
// one, if the photo is still there: they have no picture of their own.

/** What was said of a face, as far as it takes to find the face. */
interface Said {
  id: number | string;
  pictureHash: string | null;
  place: { left: number; top: number; width: number; height: number };
  descriptor: Uint8Array;
  network: string;
}

/** A face of a stored photo. */
interface Face {
  place: Said['place'];
  /** As it was when something was said of it, or is still. */
  descriptor: Uint8Array;
  /** As the network described it anew; undefined when it couldn't. */
  next: Float32Array | undefined;
}

type Row = Pick<FaceColumns, 'left' | 'top' | 'width' | 'height' | 'descriptor' | 'network'> & {
  nextNetwork: string | null;
  nextDescriptor: Uint8Array | null;
};

function toFace(row: Row, size: { width: number; height: number }, network: string): Face {
  const next = withNext(row);
  const { left, top, width, height, descriptor } = row;
  return {
    place: placeIn({ left, top, width, height }, size),
    descriptor,
    next: next.network === network ? fromBytes(next.descriptor, network) : undefined,
  };
}

async function untried(
  catalog: Kysely<Tables>,
  table: 'verdicts' | 'ignoredFaces',
  galleryId: number,
  network: string,
) {
  const rows = await readInTurns((after: { id: number | string } | undefined, limit) =>
    catalog
      .selectFrom(table)
      .select(['id', 'pictureHash', 'left', 'top', 'width', 'height', 'descriptor', 'network'])
      .where('galleryId', '=', galleryId)
      .where(isOther(network))
      .where(isUntried(network))
      .where('id', '>', (after?.id ?? (table === 'verdicts' ? 0 : '')) as never)
      .orderBy('id')
      .limit(limit)
      .execute(),
  );
  return rows.map(({ left, top, width, height, ...row }): Said => ({ ...row, place: { left, top, width, height } }));
}

/** Finds the ids of a gallery's pictures with one of some hashes. */
async function idsByHash(
  catalog: Kysely<Tables>,
  table: 'photos' | 'recognitions',
  galleryId: number,
  hashes: ReadonlySet<string>,
): Promise<Map<string, Array<number | string>>> {
  const rows = await readInTurns((after: { id: number | string } | undefined, limit) =>
    catalog
      .selectFrom(table)
      .select(['id', 'pictureHash'])
      .where('galleryId', '=', galleryId)
      .where('id', '>', (after?.id ?? (table === 'photos' ? 0 : '')) as never)
      .orderBy('id')
      .limit(limit)
      .execute(),
  );
  const found = new Map<string, Array<number | string>>();
  for (const { id, pictureHash } of rows)
    if (pictureHash !== null && hashes.has(pictureHash))
      found.set(pictureHash, [...(found.get(pictureHash) ?? []), id]);
  return found;
}

const FACE = ['left', 'top', 'descriptor', 'network', 'nextNetwork', 'nextDescriptor'] as const;

async function facesOfPhotos(catalog: Kysely<Tables>, ids: readonly number[], network: string): Promise<Face[]> {
  if (ids.length === 0) return [];
  const rows = await catalog
    .selectFrom('faces')
    .innerJoin('photos', 'photos.id', 'photoId')
    .select([...FACE, 'faces.width', 'faces.height', 'photos.width as photoWidth', 'photos.height as photoHeight'])
    .where('photos.id', 'in', ids)
    .execute();
  return rows.map((row) => toFace(row, { width: row.photoWidth, height: row.photoHeight }, network));
}

async function facesOfRecognitions(catalog: Kysely<Tables>, ids: readonly string[], network: string): Promise<Face[]> {
  if (ids.length === 0) return [];
  const rows = await catalog
    .selectFrom('recognizedFaces')
    .innerJoin('recognitions', 'recognitions.id', 'recognitionId')
    .select([...FACE, 'recognizedFaces.width', 'recognizedFaces.height'])
    .select(['recognitions.width as photoWidth', 'recognitions.height as photoHeight'])
    .where('recognitions.id', 'in', ids)
    .execute();
  return rows.map((row) => toFace(row, { width: row.photoWidth, height: row.photoHeight }, network));
}

/** Finds the face of which something was said: by its descriptor, or by its place in the photo. */
const faceOf = (said: Said, faces: readonly Face[]): Face | undefined =>
  faces.find(({ descriptor, next }) => next && Buffer.compare(descriptor, said.descriptor) === 0) ??
  faces.find(({ place, next }) => next && isSamePlace(place, said.place));

/**
 * Gives verdicts and ignored faces of a gallery the new descriptors of the faces that they are about. Those whose photo is gone keep theirs: they hold for
 * that photo alone then.
 */
export async function describeSayings(catalog: Kysely<Tables>, galleryId: number, network: string): Promise<void> {
  for (const table of ['verdicts', 'ignoredFaces'] as const) {
    const all = await untried(catalog, table, galleryId, network);
    if (all.length === 0) continue;
    const hashes = new Set(all.flatMap(({ pictureHash }) => pictureHash ?? []));
    const photos = await idsByHash(catalog, 'photos', galleryId, hashes);
    const results = await idsByHash(catalog, 'recognitions', galleryId, hashes);
    for await (const said of inTurns(all)) {
      const hash = said.pictureHash ?? '';
      const faces = [
        ...(await facesOfPhotos(catalog, (photos.get(hash) ?? []).map(Number), network)),
        ...(await facesOfRecognitions(catalog, (results.get(hash) ?? []).map(String), network)),
      ];
      const descriptor = faceOf(said, faces)?.next ?? null;
      await catalog.transaction().execute(async (trx) => {
        const counts = (await galleryState(trx, galleryId)).network === network;
        const columns = nextColumns({ network, descriptor }, counts);
        await trx
          .updateTable(table)
          .set(columns)
          .where('id', '=', said.id as never)
          .execute();
      });
    }
  }
}
