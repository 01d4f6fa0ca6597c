import { z } from 'zod';
import { deletionUnconfirmed } from '../errors';
import { readSure } from '../recognition/present-tuning';
import { anything, text } from '../web/fields';
import { pageNumber } from '../web/paging';

/** Which of the results of an import are asked for. */
export const importQuery = z.object({ page: pageNumber });

/** It throws deletionUnconfirmed when the box isn't ticked. */
export const deletionForm = z.object({
  confirm: text.transform((value) => {
    if (value !== 'yes') throw deletionUnconfirmed();
  }),
});

/** Where one may come from and go back to: a result. */
const BACK = /^\/recognition\/[a-z0-9]{16}$/;

/** The settings' forms, each of which sends its own. It throws thresholdInvalid. */
export const settingsForm = z.object({
  // `own` is undefined for the default threshold.
  sure: anything.transform((value) => (value === undefined ? undefined : { own: readSure(value) })),
  keep: anything,
  back: text.transform((address = '') => (BACK.test(address) ? address : '/settings')),
});
