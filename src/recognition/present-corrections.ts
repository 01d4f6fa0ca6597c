import type { Notice } from '../web/context';
import type { CorrectionResult } from './corrections';

/** What is told when somebody has said who a face is. */
export function confirmedNotices({ person: { name }, photo, advice }: CorrectionResult): Notice[] {
  const told = {
    added: `This is ${name}, and the face is a photo of ${name} now.`,
    known: `This is ${name}; the face was a photo of ${name} already.`,
    unfit: `This is ${name}. The face did not become a photo of ${name}:`,
  };
  if (photo === null) return [{ kind: 'success', text: `This is ${name}.` }];
  return [
    { kind: photo === 'unfit' || advice.length > 0 ? 'warning' : 'success', text: [told[photo], ...advice].join(' ') },
  ];
}

/** What is told when a face isn't somebody's. @param imageName of the person's photo that is this very face */
export function rejectedNotices(name: string, imageName: string | undefined): Notice[] {
  const told: Notice = { kind: 'success', text: `This is not ${name}: it will not be said of this face again.` };
  if (!imageName) return [told];
  const action = {
    url: `/images/actions/delete/${imageName}`,
    label: 'Delete that photo…',
    question: `It will be gone for good, and ${name} with it if there is no other.`,
  };
  return [told, { kind: 'warning', text: `But this very face is among the photos of ${name}.`, action }];
}

/** What is told when somebody has taken back what they said. @param madePhoto whether the photo went that it had made */
export const retractedNotices = (name: string, madePhoto: boolean): Notice[] => [
  {
    kind: 'success',
    text: madePhoto
      ? `Taken back; the photo of ${name} that came of it is deleted.`
      : `What you said of ${name} is taken back.`,
  },
];
