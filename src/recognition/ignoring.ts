import type { Catalog } from '../catalog/catalog';
import { type Gallery, tellIn } from '../gallery/galleries';
import {
  type IgnoredPlace,
  ignoreFace,
  type ListedIgnoredFace,
  listIgnoredFaces,
  removeAllIgnoredFaces,
  removeIgnoredFace,
  stopIgnoringPerson,
} from '../gallery/ignored-faces';
import type { Viewer } from '../gallery/viewer';
import { type FaceReference, findFace } from './find-face';
import type { Recognitions } from './recognitions';

/** How many ignored faces are listed, if nobody says how many. */
const MAX_LISTED = 60;

/** Lets users say that a found face is none, or that they don't want to be asked about somebody, and take it back. */
export class Ignoring {
  constructor(
    private readonly catalog: Catalog,
    private readonly recognitions: Recognitions,
  ) {}

  /**
   * Ignores a face of a recognition, in every version of its photo.
   * @param isFace whether it is somebody's: then they are ignored in other photos, too
   * @throws recognitionNotFound, noSuchFace
   */
  async ignore(viewer: Viewer, reference: FaceReference, isFace: boolean): Promise<void> {
    const { seen, number, recognition } = await findFace(this.recognitions, viewer, reference);
    const said = { face: seen, isFace, recognitionId: recognition.id, faceNumber: number, createdAt: Date.now() };
    await ignoreFace(this.catalog, viewer.gallery.id, said);
  }

  /** Takes back everything for which a face is ignored, also what was said of other photos. @throws as `ignore` */
  async stop(viewer: Viewer, reference: FaceReference): Promise<void> {
    const { seen, number: face, recognition } = await findFace(this.recognitions, viewer, reference);
    await stopIgnoringPerson(this.catalog, viewer.gallery.id, seen, { recognitionId: recognition.id, face });
  }

  /** Lists some of what a gallery ignores, the latest first. Those whose recognition is gone, or another's, have no picture. */
  async list(viewer: Viewer, limit = MAX_LISTED, after: number | IgnoredPlace = 0): Promise<ListedIgnoredFace[]> {
    const listed = await listIgnoredFaces(this.catalog, viewer.gallery.id, limit, after);
    const shown = new Set<string>();
    for (const id of new Set(listed.flatMap(({ recognitionId }) => recognitionId ?? [])))
      if (await this.recognitions.find(viewer, id)) shown.add(id);
    return listed.map((each) => (shown.has(each.recognitionId ?? '') ? each : { ...each, recognitionId: null }));
  }

  /** Takes back one of them by its id. @returns whether the gallery had it */
  remove({ id: galleryId }: Gallery, id: string): Promise<boolean> {
    return removeIgnoredFace(this.catalog, galleryId, id);
  }

  /** Takes back all of them. @returns how many there were */
  async removeAll({ id }: Gallery): Promise<number> {
    const faces = await removeAllIgnoredFaces(this.catalog, id);
    if (faces > 0) await tellIn(this.catalog, id, { type: 'ignored-faces.deleted', faces });
    return faces;
  }
}
