import { helpers } from '../../web/pages/helpers';
import type { FileResult, Tally } from './import-rows';
import type { ImportProgress } from './imports';

const OUTCOMES: Record<FileResult['outcome'], { label: string; icon: string }> = {
  added: { label: 'Added', icon: 'check-lg' },
  asks: { label: 'Question', icon: 'question-lg' },
  refused: { label: 'Refused', icon: 'x-lg' },
  known: { label: 'Already added', icon: 'check-lg' },
};

/** "3 added, 1 question"; empty before the first file. */
function tell({ added, asks, refused, known }: Tally): string {
  const deps = [
    added && `${added} added`,
    asks && helpers.plural(asks, 'question', 'questions'),
    refused && `${refused} refused`,
    known && `${known} already added`,
  ];
  return deps.filter(Boolean).join(', ');
}

/** What a page shows of an import. */
export function presentImport({ id, fileName, state, message, total, createdAt, tally, isActive }: ImportProgress) {
  const finished = Object.values(tally).reduce((sum, count) => sum + count, 0);
  return {
    url: `/account/imports/${id}`,
    goOnUrl: `/account/imports/${id}/resume`,
    deleteUrl: `/account/imports/${id}/delete`,
    fileName,
    startedAt: new Date(createdAt).toISOString(),
    isRunning: isActive,
    isDone: !isActive && state === 'done',
    /** It can be gone on with. */
    isStopped: !isActive && state !== 'done',
    message,
    total,
    finished,
    told: tell(tally),
    asks: tally.asks,
  };
}

/** What a page shows of one file. @param draftUrl where its question is answered, if it is known */
export const presentResult = ({ file, person, outcome, message }: FileResult, draftUrl: string | undefined) => ({
  file,
  person,
  outcome,
  ...OUTCOMES[outcome],
  message,
  url: outcome === 'asks' ? (draftUrl ?? '/drafts') : null,
});
