import type { Catalog } from '../../catalog/catalog';
import type { EnrolledPeople } from '../../gallery/enrolled-people';
import type { Gallery } from '../../gallery/galleries';
import type { GalleryThresholds } from '../../gallery/gallery-thresholds';
import { memberCount } from '../../gallery/memberships';
import { lookUnlike } from '../../gallery/own-photos';
import { findPerson, type Person } from '../../gallery/person-rows';
import { allPhotosToCopy, countPhotos, PhotosThere, photosToCopy } from './photos-to-copy';

/** What copying a person would do. */
export interface CopyPreview {
  /** How many photos can be copied. */
  photos: number;
  /** How many can't be, as what is stored of their face is damaged. */
  damaged: number;
  /** How many people see the other gallery, whoever asks among them. */
  members: number;
  /** Whether the faces are described anew, as the other gallery counts what another network describes. */
  isAnew: boolean;
  /** Somebody there who has the name already, and how many of the photos they have. */
  namesake: { name: string; has: number; isUnlike: boolean } | undefined;
  /** Who the person looks like there, and how many of the photos that were compared do. */
  lookalike: { name: string; photos: number; compared: number } | undefined;
}

export interface PreviewDependencies {
  catalog: Catalog;
  enrolled: EnrolledPeople;
  thresholds: GalleryThresholds;
}

/** How many photos are compared with the people of the other gallery: more say nothing new. */
const MAX_COMPARED = 50;

/** Finds out what copying a person would do. It changes nothing. @param name theirs in the other gallery, as `readName` returns it */
export async function previewCopy(
  deps: PreviewDependencies,
  source: Gallery,
  person: Person,
  target: Gallery,
  name: string,
): Promise<CopyPreview> {
  const { catalog } = deps;
  const isAnew = source.network !== target.network;
  const known = await findPerson(catalog, target.id, name);
  const { usable, damaged } = await countPhotos(catalog, person.id);
  return {
    isAnew,
    photos: usable,
    damaged,
    members: await memberCount(catalog, target.id),
    namesake: known && {
      name: known.name,
      has: await countThere(catalog, person, target, known),
      isUnlike: !isAnew && (await lookUnlike(catalog, person.id, known.id)),
    },
    lookalike: isAnew ? undefined : await findLookalike(deps, person, target, known),
  };
}

async function countThere(catalog: Catalog, person: Person, target: Gallery, known: Person): Promise<number> {
  const there = await PhotosThere.of(catalog, target, known);
  let count = 0;
  for await (const some of allPhotosToCopy(catalog, person.id))
    count += some.filter((photo) => there.has(photo)).length;
  return count;
}

async function findLookalike(
  { catalog, enrolled, thresholds }: PreviewDependencies,
  person: Person,
  target: Gallery,
  known: Person | undefined,
): Promise<CopyPreview['lookalike']> {
  const { photos } = await photosToCopy(catalog, person.id, 0, MAX_COMPARED);
  const { sure } = await thresholds.of(target);
  const hits = await enrolled.within(
    target,
    photos.map(({ face }) => face),
    sure,
  );
  const counts = new Map<string, number>();
  for (const [nearest] of hits) {
    if (!nearest || nearest.person.id === known?.id) continue;
    counts.set(nearest.person.name, (counts.get(nearest.person.name) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most && { name: most[0], photos: most[1], compared: photos.length };
}
