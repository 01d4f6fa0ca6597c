import type { Catalog } from '../catalog/catalog';
import type { Described } from '../catalog/descriptors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import { findUnlike } from '../gallery/own-photos';
import { findPerson } from '../gallery/person-rows';

import type { SeenFace } from '../gallery/said-of-faces';

/** Why a face may not be the person's whose name it is to get. */
export interface Doubt {
  /** Whom the face looks more like; undefined if it only doesn't look like the person's photos. */
  lookalike: { name: string; handle: string; closest: string | undefined } | undefined;
  /** The image name of the person's own photo that the face resembles most; undefined for a new person. */
  own: string | undefined;
}

interface Dependencies {
  catalog: Catalog;
  enrolled: EnrolledPeople;
  thresholds: GalleryThresholds;
}

/** Finds the reason to doubt that a face is this person's: it looks more like somebody else, or not like their photos. */
export async function findDoubt(
  deps: Dependencies,
  gallery: Gallery,
  name: string,
  face: SeenFace,
): Promise<Doubt | undefined> {
  const lookalike = await findLookalike(deps, gallery, name, face);
  if (lookalike) return lookalike;
  const own = await findUnlike(deps.catalog, gallery.id, name, face);
  return own === undefined ? undefined : { lookalike: undefined, own };
}

/** Finds whom a face looks more like than the person named, within the sure threshold. */
async function findLookalike(
  { catalog, enrolled, thresholds }: Dependencies,
  gallery: Gallery,
  name: string,
  face: Described,
): Promise<Doubt | undefined> {
  const named = await findPerson(catalog, gallery.id, name);
  const distance = named && (await enrolled.distanceTo(gallery, named.id, face));
  const { sure } = await thresholds.of(gallery);
  const [hits = []] = await enrolled.within(gallery, [face], Math.min(sure, distance ?? sure));
  const [nearest] = hits.filter(({ person }) => person.id !== named?.id);
  if (!nearest) return undefined;
  const { id, name: other, handle } = nearest.person;
  const [closest, own] = await enrolled.closestPhotos(gallery, [
    { personId: id, face },
    ...(named ? [{ personId: named.id, face }] : []),
  ]);
  return { lookalike: { name: other, handle, closest: closest?.imageName }, own: own?.imageName };
}
