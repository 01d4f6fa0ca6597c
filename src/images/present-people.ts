import type { KnownPerson } from './gallery';

export interface PersonView {
  name: string;
  photos: Array<{ url: string; thumbnailUrl: string; deleteUrl: string }>;
}

/** What a page shows of people, and nothing else: no descriptor, no path. */
export const presentPeople = (people: readonly KnownPerson[]): PersonView[] =>
  people.map(({ name, photos }) => ({
    name,
    photos: photos.map(({ imageName }) => ({
      url: `/images/${imageName}`,
      thumbnailUrl: `/images/${imageName}?size=thumbnail`,
      deleteUrl: `/images/actions/delete/${imageName}`,
    })),
  }));
