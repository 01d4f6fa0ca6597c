import { expect } from 'chai';
import type { LabeledFace } from '../../scripts/accuracy/draw-photos';
import { rulesToTry } from '../../scripts/accuracy/rules';
import { tryNames } from '../../scripts/accuracy/try-names';
import { FACE_API_1 } from '../../src/engine/descriptor-network';
import { movedBy, strangers } from '../support/descriptors';
import { firstOf } from '../support/elements';

const rules = rulesToTry(FACE_API_1, { sure: undefined, maybe: undefined, margin: undefined });

/** People with photos at a distance from each other, in one direction of their own. */
function peopleWith(count: number, photosEach: number, distance: number): LabeledFace[] {
  const random = strangers(9);
  return Array.from({ length: count }, (_, i) => {
    const base = random();
    return Array.from({ length: photosEach }, (_, photo) => {
      const descriptor = movedBy(base, photo * distance);
      return { person: `person ${i}`, asked: descriptor, enrolled: descriptor };
    });
  }).flat();
}

describe('npm run accuracy', () => {
  it('counts right names, and groups in which all names are right, by each rule in the same photos', async () => {
    const near = peopleWith(8, 2, 0.3);
    for (const rates of await tryNames(near, [], { people: 5, photos: 1 }, rules)) {
      expect(rates).to.include({ queries: 250, right: 250, wrong: 0, rightAsked: 0 });
      expect(rates).to.include({ strangers: 300, strangersNamed: 0, groups: 1000, groupsRight: 1000 });
    }
    const [before, now] = await tryNames(peopleWith(8, 2, 0.53), [], { people: 5, photos: 1 }, rules);
    expect(before).to.include({ right: 0, rightAsked: 250, groupsRight: 0 });
    expect(now).to.include({ right: 250, groupsRight: 1000 });
  });

  it('counts strangers who get a name, or whom somebody is asked about', async () => {
    const [ada] = peopleWith(1, 1, 0);
    const descriptor = firstOf([ada].flatMap((each) => each ?? [])).asked;
    const at = (person: string, distance: number): LabeledFace => {
      const asked = movedBy(descriptor, distance);
      return { person, asked, enrolled: asked };
    };
    // Everybody is enrolled, so that each is the other's stranger.
    const pair = async (distance: number) =>
      (
        await tryNames(
          [at('Ada', 0), at('Ada', 0), at('Bea', distance), at('Bea', distance)],
          [],
          { people: 2, photos: 1 },
          rules,
        )
      ).at(1);
    expect(await pair(0.4)).to.include({ strangers: 100, strangersNamed: 100 });
    expect(await pair(0.57)).to.include({ strangersNamed: 0, strangersAsked: 100 });
    expect(await pair(0.7)).to.include({ strangersNamed: 0, strangersAsked: 0 });
  });

  it('looks at photos of groups, too: at all names that they should get', async () => {
    const people = peopleWith(3, 2, 0.1);
    const faces = people.filter((_, i) => i % 2 === 1).map(({ asked }) => asked);
    const photo = (names: string[]) => ({ file: 'group.jpg', names, faces });
    const right = photo(['person 0', 'person 1', 'person 2']);
    const photos = [right, photo(['person 0', 'person 1']), photo([...right.names, 'who isn’t enrolled'])];
    const [rates] = await tryNames(people, photos, { people: 3, photos: 1 }, rules);
    expect(rates).to.include({ groupPhotos: 150, groupPhotosRight: 100 });
  });
});
