import type { Config } from '../config';
import type { EventServices } from '../events/services';
import type { PeopleServices } from '../people/services';

/** What the controllers of activity/ need. */
export interface ActivityNeeds extends Pick<EventServices, 'eventCounts' | 'audit'>, Pick<PeopleServices, 'people'> {
  config: Pick<Config, 'keepAuditDays'>;
}
