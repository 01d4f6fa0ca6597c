import type { AuthServices } from '../auth/services';
import type { Config } from '../config';
import type { EnrolmentServices } from '../enrolment/services';
import type { GalleryServices } from '../gallery/services';
import type { RecognitionServices } from '../recognition/services';
import type { WebServices } from '../web/services';
import type { Accounts } from './accounts';
import type { Exporter } from './export/exporter';
import type { GalleryRemoval } from './gallery-removal';
import type { Imports } from './import/imports';

/** The services of account/, the topmost room. */
export interface AccountServices {
  accounts: Accounts;
  galleryRemoval: GalleryRemoval;
  exporter: Exporter;
  imports: Imports;
}

/** What the controllers of account/ need. */
export interface AccountNeeds
  extends AccountServices,
    Pick<RecognitionServices, 'expiry' | 'suggestions' | 'redescription'>,
    Pick<EnrolmentServices, 'drafts'>,
    GalleryServices,
    Pick<AuthServices, 'signOut'>,
    Pick<WebServices, 'incomingFolder' | 'uploadSpace'> {
  config: Readonly<Pick<Config, 'limits' | 'keepRecognitionsHours'>>;
}
