import type { Notice } from '../web/context';
import { helpers } from '../web/pages/helpers';
import type { CorrectionResult } from './corrections';
import type { ShownName } from './sure-confirmations';

/** The notices after a face was confirmed or named. @param url the address that confirms it */
export function confirmedNotices({ person: { name, handle }, photo, advice }: CorrectionResult, url: string): Notice[] {
  const texts = {
    added: `Confirmed as ${name}, and added to ${name}’s photos.`,
    known: `Confirmed as ${name}. This face was already one of ${name}’s photos.`,
    unfit: `Confirmed as ${name}, but not added to ${name}’s photos.`,
    unlike: `Confirmed as ${name}, but not added to ${name}’s photos: it doesn’t look like them. Is it really ${name}?`,
  };
  if (photo === null) return [{ kind: 'success', text: `Confirmed as ${name}.` }];
  return [
    {
      kind: photo === 'unfit' || photo === 'unlike' || advice.length > 0 ? 'warning' : 'success',
      text: [texts[photo], ...advice].join(' '),
      ...(photo === 'unlike' && {
        action: { url, label: `Add to ${name}’s photos`, fields: { person: handle, keep: 'yes' } },
      }),
    },
  ];
}

/** The notices after a face was rejected. @param imageName the person's photo that shows this very face, if there is one */
export function rejectedNotices(name: string, imageName: string | undefined): Notice[] {
  const done: Notice = { kind: 'success', text: `Got it. ${name} won’t be suggested for this face again.` };
  if (!imageName) return [done];
  const action = {
    url: `/images/actions/delete/${imageName}`,
    label: 'Delete photo…',
    question: `Delete this photo? If it’s the last one of ${name}, ${name} is deleted too.`,
  };
  return [done, { kind: 'warning', text: `This face is still saved as a photo of ${name}.`, action }];
}

/** The notices after a verdict was retracted. @param madePhoto whether the photo that it had made was deleted, too */
export const retractedNotices = (name: string, madePhoto: boolean): Notice[] => [
  {
    kind: 'success',
    text: madePhoto ? `Undone. The photo was removed from ${name}’s photos.` : 'Undone.',
  },
];

/** The notice after a face was ignored, or was said to be none. @param undo the address that takes it back */
export const ignoredNotice = (undo: string, isFace: boolean): Notice => ({
  kind: 'success',
  text: isFace
    ? 'Got it. This person won’t be asked about in any photo.'
    : 'Got it. This won’t be taken for a face again.',
  action: { url: undo, label: 'Undo' },
});

const faces = (count: number) => helpers.plural(count, 'face', 'faces');

/** Lists faces and whom the page named them, as the forms send it: "1:handle 2:handle". */
export const listNames = (shown: readonly ShownName[]): string =>
  shown.map(({ number, handle }) => `${number}:${handle}`).join(' ');

/**
 * The notice after many faces were confirmed at once, with a button to undo it.
 * @param url the result's address
 * @param asked how many faces were to be confirmed
 * @param at when they were
 */
export function allConfirmedNotice(url: string, asked: number, confirmed: readonly ShownName[], at: number): Notice {
  const left = asked - confirmed.length;
  const changed = `${faces(left)} changed in the meantime.`;
  if (confirmed.length === 0)
    return { kind: 'warning', text: left > 0 ? `No face was confirmed: ${changed}` : 'There was nothing to confirm.' };
  return {
    kind: 'success',
    text: `${faces(confirmed.length)} confirmed.${left > 0 ? ` ${changed}` : ''}`,
    action: { url: `${url}/undo-confirm-all`, label: 'Undo', fields: { faces: listNames(confirmed), at: String(at) } },
  };
}

/** The notice after that was undone. */
export const allUndoneNotice = (count: number): Notice =>
  count > 0
    ? { kind: 'success', text: `Undone: ${faces(count)}.` }
    : { kind: 'warning', text: 'There was nothing to undo.' };
