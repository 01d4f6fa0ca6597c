import type { Config } from '../config';
import { isAdmin } from './admins';
import { isEmpty, isListed, type Known } from './listed-people';

/** Whether the settings let somebody in: everybody, or those whom ALLOWED_GROUPS and ALLOWED_EMAILS name, and administrators. */
export const isAllowed = (person: Known, people: Config['people']): boolean =>
  isEmpty(people.allowed) || isListed(people.allowed, person) || isAdmin(person, people);
