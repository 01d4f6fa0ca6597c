import type { Notice } from '../web/context';
import type { CorrectionResult } from './corrections';

/** What is told when somebody has said who a face is. */
export function confirmedNotices({ person: { name }, photo, advice }: CorrectionResult): Notice[] {
  const told = {
    added: `Confirmed as ${name}, and added to ${name}’s photos.`,
    known: `Confirmed as ${name}. This face was already one of ${name}’s photos.`,
    unfit: `Confirmed as ${name}, but not added to ${name}’s photos.`,
  };
  if (photo === null) return [{ kind: 'success', text: `Confirmed as ${name}.` }];
  return [
    { kind: photo === 'unfit' || advice.length > 0 ? 'warning' : 'success', text: [told[photo], ...advice].join(' ') },
  ];
}

/** What is told when a face isn't somebody's. @param imageName of the person's photo that is this very face */
export function rejectedNotices(name: string, imageName: string | undefined): Notice[] {
  const told: Notice = { kind: 'success', text: `Got it. ${name} won’t be suggested for this face again.` };
  if (!imageName) return [told];
  const action = {
    url: `/images/actions/delete/${imageName}`,
    label: 'Delete photo…',
    question: `Delete this photo? If it’s the last one of ${name}, ${name} is deleted too.`,
  };
  return [told, { kind: 'warning', text: `This face is still saved as a photo of ${name}.`, action }];
}

/** What is told when somebody has taken back what they said. @param madePhoto whether the photo went that it had made */
export const retractedNotices = (name: string, madePhoto: boolean): Notice[] => [
  {
    kind: 'success',
    text: madePhoto ? `Undone. The photo was removed from ${name}’s photos.` : 'Undone.',
  },
];
