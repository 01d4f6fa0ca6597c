import { isFault } from '../errors';
import type { Notice } from '../web/context';
import { helpers } from '../web/pages/helpers';
import type { FileOutcome } from '../web/uploads/try-each';
import type { Added } from './admission';
import type { Outcome } from './enrolment';

/** What became of one uploaded file, for a page or as JSON. */
export interface OutcomeView {
  file: string;
  kind: 'added' | 'draft' | 'refused';
  /** What the user should know or do. */
  sentences: string[];
  /** The page of the photo's person or of the draft; null for a refused file. */
  url: string | null;
}

export function presentOutcome(name: string, { file, result }: FileOutcome<Outcome>): OutcomeView {
  if (isFault(result)) return { file, kind: 'refused', sentences: [result.message], url: null };
  if (result.kind === 'added')
    return {
      file,
      kind: 'added',
      sentences: [...result.advice, ...settledBy(result)],
      url: `/people/${result.person.handle}`,
    };
  return { file, kind: 'draft', sentences: [questionOf(name, result)], url: `/drafts/${result.draftId}` };
}

const settledBy = ({ settled, person }: Added): string[] =>
  settled > 0
    ? [
        `${helpers.plural(settled, 'more photo', 'more photos')} of ${person.name} like it ${settled === 1 ? 'was' : 'were'} added, too.`,
      ]
    : [];

/** Why a photo needs an answer, in a sentence or two. */
function questionOf(name: string, { doubt, faces }: Outcome & { kind: 'draft' }): string {
  if (doubt?.lookalike) return `It looks more like ${doubt.lookalike.name} than ${name}.`;
  if (faces > 1) return `It shows ${faces} faces. Which one is ${name}?`;
  return `It doesn’t look like ${name}’s other photos. Is it ${name}?`;
}

/** The notices after an upload: how many photos were added, and one for each file that needs the user's attention. */
export function outcomeNotices(name: string, outcomes: readonly OutcomeView[]): Notice[] {
  const [only, ...others] = outcomes;
  if (only?.kind === 'added' && others.length === 0 && only.sentences.length > 0)
    return [{ kind: 'warning', text: [`A photo of ${name} was added.`, ...only.sentences].join(' ') }];
  const added = outcomes.filter(({ kind }) => kind === 'added').length;
  const notices: Notice[] = [];
  if (added > 0)
    notices.push({
      kind: 'success',
      text: added === 1 ? `A photo of ${name} was added.` : `${added} photos of ${name} were added.`,
    });
  for (const { file, kind, sentences } of outcomes) {
    const details = sentences.join(' ');
    if (kind === 'refused') notices.push({ kind: 'danger', text: `${file} wasn’t added. ${details}` });
    else if (kind === 'draft') notices.push({ kind: 'warning', text: `${file} needs your answer. ${details}` });
    else if (details) notices.push({ kind: 'warning', text: `${file} was added. ${details}` });
  }
  return notices;
}
