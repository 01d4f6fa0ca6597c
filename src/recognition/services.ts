import type { Config } from '../config';
import type { EnrolmentServices } from '../enrolment/services';
import type { GalleryServices } from '../gallery/services';
import type { PeopleNeeds, PeopleServices } from '../people/services';
import type { WebServices } from '../web/services';
import type { Comparer } from './comparer';
import type { Corrections } from './corrections';
import type { Expiry } from './expiry';
import type { Ignoring } from './ignoring';
import type { RecognitionDrawer } from './recognition-drawer';
import type { RecognitionRemoval } from './recognition-removal';
import type { Recognitions } from './recognitions';
import type { Recognizer } from './recognizer';
import type { Redescription } from './redescription/redescription';
import type { ResultSharing } from './result-sharing';
import type { ThresholdSuggestions } from './suggest-threshold';
import type { SureConfirmations } from './sure-confirmations';

/** The services that recognition/ gives to its controllers and to the rooms above. */
export interface RecognitionServices {
  recognizer: Recognizer;
  comparer: Comparer;
  recognitions: Recognitions;
  recognitionRemoval: RecognitionRemoval;
  resultSharing: ResultSharing;
  expiry: Expiry;
  drawer: RecognitionDrawer;
  corrections: Corrections;
  ignoring: Ignoring;
  sureConfirmations: SureConfirmations;
  suggestions: ThresholdSuggestions;
  redescription: Redescription;
}

/** What the controllers of recognition/ need. */
export interface RecognitionNeeds
  extends RecognitionServices,
    Pick<PeopleServices, 'people'>,
    Pick<PeopleNeeds, 'newDescriptions' | 'switchedOff'>,
    Pick<EnrolmentServices, 'drafts'>,
    GalleryServices,
    Pick<WebServices, 'incomingFolder' | 'uploadSpace' | 'photoSlots' | 'photoResponses'> {
  config: Readonly<Pick<Config, 'limits' | 'workers'>>;
}
