import type { UserBook } from '../auth/user-book';
import type { Config } from '../config';
import type { EventServices } from '../events/services';
import type { Administration } from './administration';

/** The services of admin/. */
export interface AdminServices {
  administration: Administration;
}

/** What the controllers of admin/ need. */
export interface AdminNeeds extends AdminServices, Pick<EventServices, 'audit'> {
  userBook: UserBook;
  config: Pick<Config, 'limits' | 'keepAuditDays'>;
}
