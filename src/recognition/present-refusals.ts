import { isFault } from '../errors';
import type { Notice } from '../web/context';
import type { FileOutcome } from '../web/uploads/try-each';

/** The notices after several photos were uploaded to be recognized: one for each that was refused. */
export const refusalNotices = (outcomes: readonly FileOutcome<string>[]): Notice[] =>
  outcomes.flatMap(({ file, result }) =>
    isFault(result) ? [{ kind: 'danger', text: `${file}: ${result.message}` }] : [],
  );
