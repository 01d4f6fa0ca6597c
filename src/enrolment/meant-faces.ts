import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { placeIn } from '../engine/boxes';
import { loadIgnoredFaces } from '../gallery/ignored-faces';

/** Finds the faces of a photo that may be meant: the ignored ones aren't, if there is another one, and what is no face never is. */
export async function meantFaces(
  catalog: Catalog,
  galleryId: number,
  picture: { width: number; height: number; pictureHash: string | null },
  faces: readonly StoredFace[],
): Promise<StoredFace[]> {
  const book = await loadIgnoredFaces(catalog, galleryId);
  const ignored = await book.on(
    picture.pictureHash,
    faces.map(({ box, descriptor, network }) => ({ place: placeIn(box, picture), descriptor, network })),
  );
  const meant = faces.filter((_, i) => !ignored[i]);
  return meant.length > 0 ? meant : faces.filter((_, i) => ignored[i]?.face.isFace !== false);
}
