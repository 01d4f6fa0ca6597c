import type { Config } from '../config';
import type { EnrolmentServices } from '../enrolment/services';
import type { NewDescriptions } from '../gallery/new-descriptions';
import type { GalleryServices } from '../gallery/services';
import type { SwitchedOff } from '../gallery/switched-off';
import type { WebServices } from '../web/services';
import type { PersonCopies } from './copying/person-copies';
import type { Merges } from './merges';
import type { People } from './people';
import type { Photos } from './photos';

/** The services that people/ offers to the rooms above it. */
export interface PeopleServices {
  people: People;
  photos: Photos;
  merges: Merges;
  copies: PersonCopies;
}

/** What the controllers of people/ need. */
export interface PeopleNeeds
  extends PeopleServices,
    EnrolmentServices,
    Pick<GalleryServices, 'lookalikes' | 'accessList'>,
    Pick<WebServices, 'incomingFolder' | 'uploadSpace' | 'photoSlots' | 'photoResponses'> {
  config: Readonly<Pick<Config, 'limits' | 'workers'>>;
  newDescriptions: NewDescriptions;
  switchedOff: SwitchedOff;
}
