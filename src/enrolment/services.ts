import type { WebServices } from '../web/services';
import type { Admission } from './admission';
import type { DraftAnswers } from './draft-answers';
import type { Drafts } from './drafts';
import type { Enrolment } from './enrolment';

/** The services that enrolment/ offers to the rooms above it. */
export interface EnrolmentServices {
  drafts: Drafts;
  enrolment: Enrolment;
}

/** What the controllers of enrolment/ need. */
export interface EnrolmentNeeds extends EnrolmentServices, Pick<WebServices, 'photoResponses'> {
  admission: Admission;
  draftAnswers: DraftAnswers;
}
