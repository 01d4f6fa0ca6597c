import { QUALITY } from '../engine/quality';
import type { Person } from '../gallery/person-rows';
import { formatDate } from '../web/pages/dates';
import { helpers } from '../web/pages/helpers';
import { pagesAround } from '../web/paging';
import type { Merge } from './merges';
import { personUrl, undoUrl } from './people-addresses';
import type { ListedPhoto, PhotosPage } from './photos';
import type { Portrait } from './portraits';

interface PhotoView {
  number: number;
  imageName: string;
  url: string;
  thumbnailUrl: string;
  deleteUrl: string;
  deleteQuestion: string;
  /** Says that it stands on the person's page, and on which. */
  deleteFields: Readonly<Record<string, string>>;
  /** ISO 8601. */
  added: string;
  addedOn: string;
  /** What makes it a poor view of the face, a word or two each. */
  warnings: string[];
  isCover: boolean;
  /** Whether it is so by a person's choice, and not the app's. */
  isChosen: boolean;
}

export interface PersonView {
  name: string;
  handle: string;
  photoCount: number;
  /** Null when no photo can be shown. */
  pictureUrl: string | null;
  photos: PhotoView[];
  page: number;
  previousUrl: string | null;
  nextUrl: string | null;
  /** Where photos of the person are added: the name stands there already. */
  addUrl: string;
  renameUrl: string;
  mergeUrl: string;
  coverUrl: string;
  deleteUrl: string;
  deleteQuestion: string;
  merges: Array<{ name: string; photos: number; undoUrl: string }>;
}

/** Why a photo is a poor view of the face, by the bounds that the coach has for new ones. */
function warningsOf({ width, height, sharpness, turn }: ListedPhoto): string[] {
  const warnings: string[] = [];
  if (Math.min(width, height) < QUALITY.small) warnings.push('Small');
  if (sharpness !== null && sharpness < QUALITY.blurred) warnings.push('Blurry');
  if (turn !== null && turn > QUALITY.turned) warnings.push('Turned away');
  return warnings;
}

interface Shown {
  person: Person;
  portrait: Portrait | undefined;
  page: number;
}

function presentPhoto(photo: ListedPhoto, number: number, { person, portrait, page }: Shown): PhotoView {
  const { id, imageName, createdAt } = photo;
  const url = `/images/${imageName}`;
  return {
    number,
    imageName,
    url,
    thumbnailUrl: `${url}?size=thumbnail`,
    deleteUrl: `/images/actions/delete/${imageName}`,
    deleteQuestion:
      portrait?.photoCount === 1
        ? `This is ${person.name}’s last photo. Delete it and ${person.name}?`
        : 'Delete this photo? This can’t be undone.',
    deleteFields: { back: 'person', page: String(page) },
    added: new Date(createdAt).toISOString(),
    addedOn: formatDate(createdAt),
    warnings: warningsOf(photo),
    isCover: imageName === portrait?.cover,
    isChosen: id === person.coverPhotoId,
  };
}

/** What a person's page shows, and nothing else: no descriptor, no path. */
export function presentPerson(
  person: Person,
  portrait: Portrait | undefined,
  { photos, page, more, size }: PhotosPage,
  merges: readonly Merge[],
): PersonView {
  const { handle, name } = person;
  const photoCount = portrait?.photoCount ?? 0;
  const url = personUrl(handle);
  return {
    name,
    handle,
    photoCount,
    pictureUrl: portrait ? `/images/${portrait.cover}?size=thumbnail` : null,
    photos: photos.map((photo, i) => presentPhoto(photo, (page - 1) * size + i + 1, { person, portrait, page })),
    page,
    ...pagesAround(page, more, (number) => personUrl(handle, number)),
    addUrl: `/?${new URLSearchParams({ add: name })}#add-title`,
    renameUrl: `${url}/rename`,
    mergeUrl: `${url}/merge`,
    coverUrl: `${url}/cover`,
    deleteUrl: `${url}/delete`,
    deleteQuestion: `Delete ${name} and ${helpers.plural(photoCount, 'photo', 'photos')}? This can’t be undone.`,
    merges: merges.map((merge) => ({ name: merge.name, photos: merge.photos, undoUrl: undoUrl(merge.id) })),
  };
}
