import { QUALITY } from '../engine/quality';
import { mayDeletePeople, mayDeletePhoto } from '../gallery/deletion-rights';
import { isAtLeast, type Role } from '../gallery/memberships';
import { shownName } from '../gallery/person-name';
import type { Person } from '../gallery/person-rows';
import { offsetOf, pagesAround } from '../web/fields';
import { formatDate } from '../web/pages/dates';
import { helpers } from '../web/pages/helpers';
import type { Merge } from './merges';
import { copiesUrl, personUrl, undoUrl, unlikeUrl } from './people-addresses';
import type { ListedPhoto, PhotosPage } from './photo-list';
import type { Portrait } from './portraits';

interface PhotoView {
  /** From 1, counted over all pages. */
  number: number;
  imageName: string;
  url: string;
  thumbnailUrl: string;
  /** Null when whoever looks may not delete it. */
  deleteUrl: string | null;
  deleteQuestion: string;
  /** Hidden fields that tell the form's route which page to show next. */
  deleteFields: Readonly<Record<string, string>>;
  /** ISO 8601. */
  added: string;
  addedOn: string;
  /** Who added it, in words; null in a gallery of one. */
  addedBy: string | null;
  /** What makes it a poor view of the face, in a word or two each. */
  warnings: string[];
  /** Whether it doesn't look like the person's other photos. */
  isOutlier: boolean;
  moveUrl: string;
  isCover: boolean;
  /** Whether the user chose it as the cover. */
  isChosen: boolean;
}

/** A person's page. */
export interface PersonView {
  name: string;
  handle: string;
  photoCount: number;
  /** Whether they were added without a photo, and have none that can be shown. */
  isBare: boolean;
  /** The cover; null when no photo is usable. */
  pictureUrl: string | null;
  photos: PhotoView[];
  page: number;
  previousUrl: string | null;
  nextUrl: string | null;
  /** The dashboard's form to add photos, with the name filled in. */
  addUrl: string;
  renameUrl: string;
  mergeUrl: string;
  /** The page that copies them to another gallery; null where that can't be, like the one that moves them. */
  copyUrl: string | null;
  moveUrl: string | null;
  coverUrl: string;
  vouchUrl: string;
  /** Null when whoever looks may not delete people. */
  deleteUrl: string | null;
  deleteQuestion: string;
  /** How many photos don't look like the others. */
  outlierCount: number;
  /** Whether only those are shown. */
  isUnlike: boolean;
  /** The page with only those, or with all photos. */
  unlikeUrl: string;
  allUrl: string;
  merges: Array<{ name: string; photos: number; undoUrl: string }>;
}

/** Why a photo is a poor view of the face, by the same limits as the advice on new photos (enrolment/assessment.ts). */
function warningsOf({ width, height, sharpness, turn }: ListedPhoto): string[] {
  const warnings: string[] = [];
  if (Math.min(width, height) < QUALITY.small) warnings.push('Small');
  if (sharpness !== null && sharpness < QUALITY.blurred) warnings.push('Blurry');
  if (turn !== null && turn > QUALITY.turned) warnings.push('Turned away');
  return warnings;
}

/** Who looks at a page, and the gallery that it is in. */
export interface Viewing {
  userId: number;
  role: Role | undefined;
  /** Whether the gallery has more than one member. */
  isShared: boolean;
  /** Whether they may edit other galleries. */
  hasOthers: boolean;
}

/** The page that a photo is on. */
interface PhotoContext {
  viewing: Viewing;
  person: Person;
  portrait: Portrait | undefined;
  page: number;
  outliers: ReadonlySet<number>;
}

/** A page of photos, and which of the person's photos don't look like the others. */
interface ShownPhotos extends PhotosPage {
  outliers: ReadonlySet<number>;
  /** Whether only those are listed. */
  isUnlike: boolean;
}

function presentPhoto(
  photo: ListedPhoto,
  number: number,
  { viewing, person, portrait, page, outliers }: PhotoContext,
): PhotoView {
  const { id, imageName, createdAt, adder } = photo;
  const isLast = portrait?.photoCount === 1 && person.stays === 0;
  const mayDelete =
    mayDeletePhoto(viewing, { addedBy: adder?.id ?? null }) && (!isLast || mayDeletePeople(viewing.role));
  const url = `/images/${imageName}`;
  return {
    number,
    imageName,
    url,
    thumbnailUrl: `${url}?size=thumbnail`,
    deleteUrl: mayDelete ? `/images/actions/delete/${imageName}` : null,
    deleteQuestion: isLast
      ? `This is ${person.name}’s last photo. Delete it and ${person.name}?`
      : 'Delete this photo? This can’t be undone.',
    deleteFields: { back: 'person', page: String(page) },
    added: new Date(createdAt).toISOString(),
    addedOn: formatDate(createdAt),
    addedBy: viewing.isShared ? (adder?.name ?? 'a former member') : null,
    warnings: warningsOf(photo),
    isOutlier: outliers.has(id),
    moveUrl: `/images/actions/move/${imageName}`,
    isCover: imageName === portrait?.cover,
    isChosen: id === person.coverPhotoId,
  };
}

/** What a person's page may show: no descriptors and no paths. */
export function presentPerson(
  person: Person,
  portrait: Portrait | undefined,
  { photos, page, more, size, outliers, isUnlike }: ShownPhotos,
  merges: readonly Merge[],
  viewing: Viewing,
): PersonView {
  const { handle, name } = person;
  const photoCount = portrait?.photoCount ?? 0;
  const url = personUrl(handle);
  const mayCopy = viewing.hasOthers && photoCount > 0 && isAtLeast(viewing.role, 'editor');
  return {
    name,
    handle,
    photoCount,
    isBare: person.stays === 1 && photoCount === 0,
    pictureUrl: portrait ? `/images/${portrait.cover}?size=thumbnail` : null,
    photos: photos.map((photo, i) =>
      presentPhoto(photo, offsetOf(page, size) + i + 1, { viewing, person, portrait, page, outliers }),
    ),
    page,
    ...pagesAround(page, more, (number) => (isUnlike ? unlikeUrl(handle, number) : personUrl(handle, number))),
    addUrl: `/?${new URLSearchParams({ add: name })}#add-title`,
    renameUrl: `${url}/rename`,
    mergeUrl: `${url}/merge`,
    copyUrl: mayCopy ? copiesUrl(handle) : null,
    moveUrl: mayCopy && mayDeletePeople(viewing.role) ? copiesUrl(handle, { moves: true }) : null,
    coverUrl: `${url}/cover`,
    vouchUrl: `${url}/vouch`,
    outlierCount: outliers.size,
    isUnlike,
    unlikeUrl: unlikeUrl(handle),
    allUrl: url,
    deleteUrl: mayDeletePeople(viewing.role) ? `${url}/delete` : null,
    deleteQuestion: `Delete ${name} and ${helpers.plural(photoCount, 'photo', 'photos')}? This can’t be undone.`,
    merges: merges.map((merge) => ({ name: shownName(merge.name), photos: merge.photos, undoUrl: undoUrl(merge.id) })),
  };
}
