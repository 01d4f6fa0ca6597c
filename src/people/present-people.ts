import { pagesAround } from '../web/paging';
import { peopleUrl, personUrl } from './people-addresses';
import type { PeopleOrder, PeoplePage } from './people-list';
import { ORDERS } from './people-schema';

export interface PersonCard {
  name: string;
  url: string;
  pictureUrl: string;
  photoCount: number;
}

export interface PeopleView {
  people: PersonCard[];
  search: string;
  orders: Array<{ value: PeopleOrder; label: string; isChosen: boolean }>;
  /** Whether anything but everyone, by name, from the first page, is shown: then an empty list means no hit. */
  isNarrowed: boolean;
  /** Whether somebody looks for people, and so wants to see them first. */
  isBrowsed: boolean;
  /** Null at either end. */
  previousUrl: string | null;
  nextUrl: string | null;
}

/** What a page shows of people, and nothing else: no descriptor, no path. */
export function presentPeople(found: PeoplePage): PeopleView {
  const { people, search, sort, page, more } = found;
  return {
    people: people.map(({ handle, name, cover, photoCount }) => ({
      name,
      url: personUrl(handle),
      pictureUrl: `/images/${cover}?size=thumbnail`,
      photoCount,
    })),
    search,
    orders: (Object.entries(ORDERS) as Array<[PeopleOrder, string]>).map(([value, label]) => ({
      value,
      label,
      isChosen: value === sort,
    })),
    isNarrowed: search !== '' || page > 1,
    isBrowsed: peopleUrl(found) !== '/',
    ...pagesAround(page, more, (number) => peopleUrl({ search, sort, page: number })),
  };
}
