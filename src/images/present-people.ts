import type { PeoplePage } from './gallery';

export interface PersonView {
  name: string;
  photos: Array<{ url: string; thumbnailUrl: string; deleteUrl: string }>;
}

export interface PeopleView {
  people: PersonView[];
  /** Null at either end. */
  previousUrl: string | null;
  nextUrl: string | null;
}

/** What a page shows of people, and nothing else: no descriptor, no path. */
export function presentPeople({ people, page, more }: PeoplePage): PeopleView {
  return {
    people: people.map(({ name, photos }) => ({
      name,
      photos: photos.map(({ imageName }) => ({
        url: `/images/${imageName}`,
        thumbnailUrl: `/images/${imageName}?size=thumbnail`,
        deleteUrl: `/images/actions/delete/${imageName}`,
      })),
    })),
    previousUrl: page > 1 ? `/?page=${page - 1}` : null,
    nextUrl: more ? `/?page=${page + 1}` : null,
  };
}
