import { z } from 'zod';
import { deletionUnconfirmed } from '../errors';
import { readSure } from '../recognition/present-tuning';
import { anything, pageNumber, text } from '../web/fields';

/** The query of an import: which page of its files. */
export const importQuery = z.object({ page: pageNumber });

/** The form that deletes the account. @throws deletionUnconfirmed when the box isn't ticked */
export const deletionForm = z.object({
  confirm: text.transform((value) => {
    if (value !== 'yes') throw deletionUnconfirmed();
  }),
});

/** A form may be sent from a result, and then leads back to it. */
const BACK = /^\/recognition\/[a-z0-9]{16}$/;

/** The forms of the settings, each of which sends its own fields. @throws thresholdInvalid */
export const settingsForm = z.object({
  // `own` is undefined for the default threshold.
  sure: anything.transform((value) => (value === undefined ? undefined : { own: readSure(value) })),
  keep: anything,
  back: text.transform((address = '') => (BACK.test(address) ? address : '/settings')),
});
