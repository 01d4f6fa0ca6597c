import type { AccountServices } from '../account/services';
import type { Config } from '../config';
import type { GalleryServices } from '../gallery/services';
import type { FormerMembers } from './former-members';
import type { Invitations } from './invitations';
import type { Joining } from './joining';
import type { Members } from './members';
import type { OwnGalleries } from './own-galleries';

/** The services of sharing/. */
export interface SharingServices {
  ownGalleries: OwnGalleries;
  members: Members;
  formerMembers: FormerMembers;
  invitations: Invitations;
  joining: Joining;
}

/** What the controllers of sharing/ need. */
export interface SharingNeeds
  extends SharingServices,
    Pick<AccountServices, 'accounts' | 'galleryRemoval'>,
    Pick<GalleryServices, 'accessList'> {
  config: Pick<Config, 'publicUrl' | 'provider' | 'ownAccounts'>;
}
