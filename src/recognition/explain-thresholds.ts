import type { ExplainedThresholds } from '../gallery/gallery-thresholds';
import { type GallerySize, likenessPercent, type MatchThresholds } from '../gallery/thresholds';
import { helpers } from '../web/pages/helpers';

// Says in words which thresholds a gallery has, and why. Distances are shown as likenesses.

const FEW = 'one or two photos';

/** Says how many people there are and how many photos they have. */
function sizeText({ people, fewPhotos }: GallerySize): string {
  if (people === 0) return 'a new gallery';
  const all = helpers.plural(people, 'person', 'people');
  const each = people === 1 ? '' : ' each';
  if (fewPhotos === 0) return `${all} with three photos or more${each}`;
  return fewPhotos === people ? `${all} with ${FEW}${each}` : `${all}, ${fewPhotos} of them with only ${FEW}`;
}

/** Says from where on there are names and questions, for people with many photos and for others if that differs. */
function thresholdsText({ sure, maybe, maybeOfFew }: MatchThresholds, { people, fewPhotos }: GallerySize): string {
  const names = `names from ${likenessPercent(sure)}% match`;
  const [many, few] = [likenessPercent(maybe), likenessPercent(maybeOfFew)];
  if (many === few || fewPhotos === 0) return `${names}, questions from ${many}%`;
  if (fewPhotos === people) return `${names}, questions from ${few}%`;
  return `${names}, questions from ${many}% (from ${few}% about people with only ${FEW})`;
}

/** Says what applies to a gallery now, and why. @param own its own sure threshold, if it has one */
export function reasonsFor({ now, usual, isMeasured, size }: ExplainedThresholds, own: number | null): string[] {
  const measured = `by the app’s measurements for ${sizeText(size)}: ${thresholdsText(usual, size)}.`;
  if (own !== null) {
    const otherwise = isMeasured ? measured : `as set by whoever runs this app: ${thresholdsText(usual, size)}.`;
    return [`You set this yourself: ${thresholdsText(now, size)}.`, `Without your setting, ${otherwise}`];
  }
  if (!isMeasured) return [`Set by whoever runs this app: ${thresholdsText(now, size)}.`];
  return [
    `B${measured.slice(1)}`,
    'This follows your people by itself: with more people, or more photos of each, names need a better match.',
  ];
}

/** The words of the button that gives up a gallery's own threshold. */
export const resetText = ({ usual, isMeasured }: ExplainedThresholds): string =>
  `${isMeasured ? 'Follow the app’s measurements' : 'Reset to default'} (${likenessPercent(usual.sure)}%)`;
