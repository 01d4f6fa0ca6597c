import { helpers } from '../../web/pages/helpers';
import type { FileResult, Tally } from './import-results';
import type { ImportProgress } from './imports';

const OUTCOMES: Record<FileResult['outcome'], { label: string; icon: string }> = {
  added: { label: 'Added', icon: 'check-lg' },
  draft: { label: 'Question', icon: 'question-lg' },
  refused: { label: 'Refused', icon: 'x-lg' },
  known: { label: 'Already added', icon: 'check-lg' },
};

/** Sums outcomes up, such as "3 added, 1 question"; empty before the first file. */
function summarize({ added, draft, refused, known }: Tally): string {
  const parts = [
    added && `${added} added`,
    draft && helpers.plural(draft, 'question', 'questions'),
    refused && `${refused} refused`,
    known && `${known} already added`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Prepares an import for a page. */
export function presentImport({
  id,
  fileName,
  state,
  message,
  total,
  createdAt,
  tally,
  isActive,
  passedOver,
  leftOut,
}: ImportProgress) {
  const finished = Object.values(tally).reduce((sum, count) => sum + count, 0);
  return {
    url: `/account/imports/${id}`,
    goOnUrl: `/account/imports/${id}/resume`,
    deleteUrl: `/account/imports/${id}/delete`,
    fileName,
    startedAt: new Date(createdAt).toISOString(),
    isRunning: isActive,
    isDone: !isActive && state === 'done',
    /** The user is to look at what it would do. */
    isWaiting: !isActive && state === 'waiting',
    /** It can be resumed. */
    isStopped: !isActive && (state === 'failed' || state === 'running'),
    message,
    total,
    finished,
    told: summarize(tally),
    passedOver,
    leftOut,
    drafts: tally.draft,
  };
}

/** Prepares the result of one file for a page. */
export const presentResult = ({ file, person, outcome, message, draftId }: FileResult) => ({
  file,
  person,
  outcome,
  ...OUTCOMES[outcome],
  message,
  url: outcome === 'draft' ? `/drafts${draftId ? `/${draftId}` : ''}` : null,
});
