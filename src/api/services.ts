import type { AccountServices } from '../account/services';
import type { Config } from '../config';
import type { FaceEngine, RunningEngine } from '../engine/contract';
import type { EnrolmentNeeds, EnrolmentServices } from '../enrolment/services';
import type { EventServices } from '../events/services';
import type { GalleryServices } from '../gallery/services';
import type { PeopleServices } from '../people/services';
import type { RecognitionServices } from '../recognition/services';
import type { WebServices } from '../web/services';
import type { WebhookServices } from '../webhooks/services';
import type { Idempotency } from './protocol/idempotency';

/** The services that api/ gives to its controllers and to the rooms above. */
export interface ApiServices {
  idempotency: Idempotency;
}

/** What the controllers of api/ need. */
export interface ApiNeeds
  extends ApiServices,
    EnrolmentServices,
    Pick<EnrolmentNeeds, 'admission' | 'draftAnswers'>,
    AccountServices,
    PeopleServices,
    RecognitionServices,
    GalleryServices,
    EventServices,
    Pick<WebhookServices, 'webhooks' | 'deliveries'>,
    Pick<WebServices, 'incomingFolder' | 'uploadSpace' | 'photoSlots' | 'photoResponses' | 'rateLimits'> {
  config: Readonly<Config>;
  engine: FaceEngine & Pick<RunningEngine, 'kind'>;
}

/** What the routes of the API need, whatever they do. */
export type ProtocolNeeds = Pick<ApiNeeds, 'idempotency' | 'config' | 'incomingFolder' | 'uploadSpace'>;
