import { expect } from 'chai';
import { planPaths } from '../../../src/browser/paths/plan-paths.js';
import { peopleOf } from '../../../src/browser/paths/plan-people.js';

const grouped = (...paths: string[]) => {
  const { people, ...rest } = peopleOf(planPaths(paths));
  return { people: people.map(({ name, photos, isGuess }) => [name, photos.join(), isGuess]), ...rest };
};

describe('the people of planned files', () => {
  it('have their photos from all folders, in one spelling', () => {
    const paths = ['train/Amy/1.jpg', 'val/amy/2.jpg', 'Bob/1.jpg', 'Bob/1.xmp', 'clip.mov', 'IMG_1.jpg'];
    expect(grouped(...paths)).to.deep.equal({
      people: [
        ['Amy', '0,1', false],
        ['Bob', '2', false],
      ],
      unnamed: [5],
      unread: [4],
      passed: 1,
      areGuessesLikely: false,
    });
  });

  it('have the name of a folder before that of a file', () => {
    expect(grouped('amy.jpg', 'Amy/1.jpg').people).to.deep.equal([['Amy', '0,1', false]]);
  });

  it('are likely the ones in files’ names when every photo has one', () => {
    expect(grouped('Amy.jpg', 'Bob_1.jpg')).to.include({ areGuessesLikely: true });
    expect(grouped('Amy.jpg', 'Bob_1.jpg', 'DSC00001.jpg')).to.include({ areGuessesLikely: false });
  });
});
