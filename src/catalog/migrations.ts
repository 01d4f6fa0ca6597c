import type { Migration } from 'kysely';
import { createEverything } from './migrations/001-everything';
import { addCorrections } from './migrations/002-corrections';
import { addGalleries } from './migrations/003-galleries';
import { addIgnoredFaces } from './migrations/004-ignored-faces';
import { addImportPreviews } from './migrations/005-import-previews';
import { addDeletedGalleries } from './migrations/006-deleted-galleries';
import { addPlannedImports } from './migrations/007-planned-imports';
import { addNetworks } from './migrations/008-networks';
import { addApiKeys } from './migrations/009-api-keys';
import { addEvents } from './migrations/010-events';
import { addWebhooks } from './migrations/011-webhooks';
import { addPeopleWithoutPhotos } from './migrations/012-people-without-photos';
import { addImageIds } from './migrations/013-image-ids';
import { addUploadedSizes } from './migrations/014-uploaded-sizes';
import { addMemberships } from './migrations/015-memberships';
import { addPeopleWhoSignIn } from './migrations/016-people-who-sign-in';
import { addOwnAccounts } from './migrations/017-own-accounts';
import { addInvitations } from './migrations/018-invitations';
import { addWhoseEvents } from './migrations/019-whose-events';
import { addSharedState } from './migrations/020-several-processes';
import { addLeases } from './migrations/021-leases';
import { addGuesses } from './migrations/022-guesses';
import { addStoredBytes } from './migrations/024-stored-bytes';

// A released migration never changes: people's data folders have its result.
export const migrations: Record<string, Migration> = {
  '001-everything': { up: createEverything },
  '002-corrections': { up: addCorrections },
  '003-galleries': { up: addGalleries },
  '004-ignored-faces': { up: addIgnoredFaces },
  '005-import-previews': { up: addImportPreviews },
  '006-deleted-galleries': { up: addDeletedGalleries },
  '007-planned-imports': { up: addPlannedImports },
  '008-networks': { up: addNetworks },
  '009-api-keys': { up: addApiKeys },
  '010-events': { up: addEvents },
  '011-webhooks': { up: addWebhooks },
  '012-people-without-photos': { up: addPeopleWithoutPhotos },
  '013-image-ids': { up: addImageIds },
  '014-uploaded-sizes': { up: addUploadedSizes },
  '015-memberships': { up: addMemberships },
  '016-people-who-sign-in': { up: addPeopleWhoSignIn },
  '017-own-accounts': { up: addOwnAccounts },
  '018-invitations': { up: addInvitations },
  '019-whose-events': { up: addWhoseEvents },
  '020-several-processes': { up: addSharedState },
  '021-leases': { up: addLeases },
  '022-guesses': { up: addGuesses },
  '024-stored-bytes': { up: addStoredBytes },
};
