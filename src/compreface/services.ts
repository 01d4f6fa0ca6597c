import type { ApiNeeds } from '../api/services';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Images } from './images';

/** What the controllers of compreface/ need. */
export interface CompreFaceNeeds extends ApiNeeds {
  images: Images;
  enrolled: EnrolledPeople;
}
