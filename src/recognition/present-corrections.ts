import type { Notice } from '../web/context';
import type { CorrectionResult } from './corrections';

/** The notices after a face was confirmed or named. */
export function confirmedNotices({ person: { name }, photo, advice }: CorrectionResult): Notice[] {
  const texts = {
    added: `Confirmed as ${name}, and added to ${name}’s photos.`,
    known: `Confirmed as ${name}. This face was already one of ${name}’s photos.`,
    unfit: `Confirmed as ${name}, but not added to ${name}’s photos.`,
    unlike: `Confirmed as ${name}, but not added to ${name}’s photos: it doesn’t look like them. Is it really ${name}? Then choose “Add to ${name}’s photos”.`,
  };
  if (photo === null) return [{ kind: 'success', text: `Confirmed as ${name}.` }];
  return [
    {
      kind: photo === 'unfit' || photo === 'unlike' || advice.length > 0 ? 'warning' : 'success',
      text: [texts[photo], ...advice].join(' '),
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
