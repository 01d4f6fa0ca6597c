import { pagesAround } from '../web/fields';
import { peopleUrl, personUrl } from './people-addresses';
import type { PeopleOrder, PeoplePage } from './people-list';
import { ORDERS } from './people-schema';

/** A person in the dashboard's list. */
export interface PersonCard {
  name: string;
  url: string;
  /** Null without a photo. */
  pictureUrl: string | null;
  photoCount: number;
}

/** The dashboard's list of people. */
export interface PeopleView {
  people: PersonCard[];
  search: string;
  orders: Array<{ value: PeopleOrder; label: string; isChosen: boolean }>;
  /** Whether a search or a later page is shown: then an empty list doesn't mean that the gallery is empty. */
  isNarrowed: boolean;
  /** Whether the user searches, sorts or turns pages, and so wants to see the people before the forms. */
  isBrowsed: boolean;
  /** Null on the first page. */
  previousUrl: string | null;
  /** Null on the last page. */
  nextUrl: string | null;
}

/** What the dashboard may show of people: no descriptors and no paths. */
export function presentPeople(found: PeoplePage): PeopleView {
  const { people, search, sort, page, more } = found;
  return {
    people: people.map(({ handle, name, cover, photoCount }) => ({
      name,
      url: personUrl(handle),
      pictureUrl: cover === null ? null : `/images/${cover}?size=thumbnail`,
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
