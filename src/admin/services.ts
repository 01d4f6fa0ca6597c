import type { AuthServices } from '../auth/services';
import type { Config } from '../config';
import type { EventServices } from '../events/services';
import type { Administration } from './administration';

/** The services of admin/. */
export interface AdminServices {
  administration: Administration;
}

/** What the controllers of admin/ need. */
export interface AdminNeeds
  extends AdminServices,
    Pick<AuthServices, 'own' | 'userBook'>,
    Pick<EventServices, 'audit'> {
  config: Pick<Config, 'limits' | 'keepAuditDays'>;
}
