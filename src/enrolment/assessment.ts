import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { QUALITY } from '../engine/quality';
import { type Fault, faceTooBlurred, faceTooSmall, faceTooTurned } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { findPerson } from '../gallery/person-rows';
import type { Preferences } from '../gallery/preferences';
import { UNLIKE } from '../gallery/thresholds';

/** How good a view of a face is: whether it can be enrolled, and what would make a better photo. */
export interface Assessment {
  /** Why the face can't be enrolled, as it would spoil the person's mean; undefined when it can. */
  refusal: Fault | undefined;
  /** What could be better, in sentences for the user; empty for a good view. */
  advice: string[];
}

/** The shorter side of a face's box, in pixels. */
const sizeOf = ({ box }: StoredFace) => Math.round(Math.min(box.width, box.height));

function refusalOf(face: StoredFace): Fault | undefined {
  const size = sizeOf(face);
  const { sharpness, turn } = face;
  if (size < QUALITY.tooSmall) return faceTooSmall(size);
  if (sharpness !== null && sharpness < QUALITY.tooBlurred) return faceTooBlurred();
  if (turn !== null && turn > QUALITY.tooTurned) return faceTooTurned();
  return undefined;
}

/** Assesses how good a view of a face is, by the limits in `QUALITY`. */
export function assess(face: StoredFace): Assessment {
  const size = sizeOf(face);
  const { sharpness, turn } = face;
  const advice: string[] = [];
  if (size < QUALITY.small) advice.push(`The face is small (${size} pixels). A closer photo would help.`);
  if (sharpness !== null && sharpness < QUALITY.blurred) advice.push('The face is blurry. A sharper photo would help.');
  if (turn !== null && turn > QUALITY.turned)
    advice.push('The face is turned away. A photo from the front would help.');
  return { refusal: refusalOf(face), advice };
}

/** Advice if a face looks unlike the person's other photos. @param distance to their mean; undefined when there are none */
export const adviseOnLikeness = (name: string, distance: number | undefined): string[] =>
  distance !== undefined && distance > UNLIKE ? [`The face doesn’t look much like ${name}’s other photos.`] : [];

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
