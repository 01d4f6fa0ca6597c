import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/gallery-rows';
import { findPerson } from '../gallery/person-rows';
import type { Preferences } from '../gallery/preferences';

/** The person a face looks more like than the one it is labeled as. */
export interface Lookalike {
  /** Their name. */
  other: string;
  handle: string;
  /** The image name of the photo of theirs that the face resembles most. */
  closest: string | undefined;
}

interface Dependencies {
  catalog: Catalog;
  enrolled: EnrolledPeople;
  preferences: Preferences;
}

/** Finds whom a face looks more like than the person named, within the sure threshold. @returns undefined if nobody */
export async function findLookalike(
  { catalog, enrolled, preferences }: Dependencies,
  gallery: Gallery,
  name: string,
  { descriptor }: StoredFace,
): Promise<Lookalike | undefined> {
  const named = await findPerson(catalog, gallery.id, name);
  const own = named && (await enrolled.distanceTo(gallery, named.id, descriptor));
  const { sure } = preferences.thresholdsOf(gallery);
  const [hits = []] = await enrolled.within(gallery, [descriptor], Math.min(sure, own ?? sure));
  const [nearest] = hits.filter(({ person }) => person.id !== named?.id);
  if (!nearest) return undefined;
  const { id, name: other, handle } = nearest.person;
  const [closest] = await enrolled.closestPhotos(gallery, [{ personId: id, face: descriptor }]);
  return { other, handle, closest: closest?.imageName };
}
