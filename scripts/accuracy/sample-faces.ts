import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, type Place, samplePhoto } from '../../test/support/photos';
import type { Describe, LabeledPhoto } from './describe-folder';

const SAMPLES = [1, 2, 3, 4, 5, 6];
/** The only one who is in two of the photos. */
const ADA = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3];

const isAt = (left: number, [sample, from, , width]: Place, number: number) =>
  sample === number && Math.abs(left - from) < width / 2;

/** Describes the faces of face-api.js's sample photos: one photo of each person, but for one. */
export async function describeSamples(describe: Describe): Promise<LabeledPhoto[]> {
  const photos: LabeledPhoto[] = [];
  for (const number of SAMPLES) {
    const bytes = samplePhoto(number);
    const asked = await describe(bytes, 'asking');
    const enrolled = await describe(bytes, 'enrolling');
    for (const [i, { box, descriptor }] of asked.entries()) {
      const isAda = ADA.some((place) => isAt(box.left, place, number));
      const other = enrolled[i];
      if (!other) continue;
      const file = `sample${number}.jpg, face ${i + 1}`;
      photos.push({
        person: isAda ? 'Ada' : file,
        file,
        face: { asked: descriptor, enrolled: other.descriptor },
      });
    }
  }
  return photos;
}
