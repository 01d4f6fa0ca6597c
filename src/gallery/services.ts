import type { AccessList } from './access-list';
import type { GalleryThresholds } from './gallery-thresholds';
import type { Lookalikes } from './lookalikes';
import type { Preferences } from './preferences';

/** The services that gallery/ offers to the rooms above it. */
export interface GalleryServices {
  preferences: Preferences;
  thresholds: GalleryThresholds;
  lookalikes: Lookalikes;
  accessList: AccessList;
}
