import type { Config } from '../config';
import { isListed, type Known } from './listed-people';

/** Whether the settings make somebody an administrator: ADMIN_GROUP and ADMIN_EMAILS. */
export const isAdmin = (person: Known, { admins }: Config['people']): boolean => isListed(admins, person);
