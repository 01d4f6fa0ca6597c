import { isFault } from '../errors';
import type { Notice } from '../web/context';
import type { FileOutcome } from './add-photos';

/** How one file fared, for a page or a program. */
export interface OutcomeView {
  file: string;
  kind: 'added' | 'asks' | 'refused';
  /** Plain sentences: what to know or to do. */
  sentences: string[];
  /** Where to see the photo's person, or to answer; null when it was refused. */
  url: string | null;
}

export function presentOutcome(name: string, { file, result }: FileOutcome): OutcomeView {
  if (isFault(result)) return { file, kind: 'refused', sentences: [result.message], url: null };
  if (result.kind === 'added')
    return { file, kind: 'added', sentences: result.advice, url: `/people/${result.person.handle}` };
  const question = result.other
    ? `It looks more like ${result.other} than ${name}.`
    : `It shows ${result.faces} faces. Which one is ${name}?`;
  return { file, kind: 'asks', sentences: [question], url: `/drafts/${result.draftId}` };
}

/** What is told of an upload on the next page: how many were added, and each file that a person should know of. */
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
    const told = sentences.join(' ');
    if (kind === 'refused') notices.push({ kind: 'danger', text: `${file} wasn’t added. ${told}` });
    else if (kind === 'asks') notices.push({ kind: 'warning', text: `${file} needs your answer. ${told}` });
    else if (told) notices.push({ kind: 'warning', text: `${file} was added. ${told}` });
  }
  return notices;
}
