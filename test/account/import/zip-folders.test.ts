import { expect } from 'chai';
import type { ZipEntry } from '../../../src/account/import/zip-file';
import { placeEntries } from '../../../src/account/import/zip-folders';

const placed = (...names: string[]) => placeEntries(names.map((name) => ({ name }) as ZipEntry));
const places = (...names: string[]) => placed(...names).map(({ place }) => place.join('/'));

describe('placeEntries', () => {
  it('leaves folders of people as they are', () => {
    expect(places('Ada/1.jpg', 'Ben/holiday/2.jpg')).to.deep.equal(['Ada/1.jpg', 'Ben/holiday/2.jpg']);
    expect(places('Ada/1.jpg', 'Ada/2.jpg')).to.deep.equal(['Ada/1.jpg', 'Ada/2.jpg']);
  });

  it('drops a folder that is around all others', () => {
    expect(places('Family/Ada/1.jpg', 'Family/Ben/2.jpg', 'Family/people.json')).to.deep.equal([
      'Ada/1.jpg',
      'Ben/2.jpg',
      'people.json',
    ]);
  });

  it('takes a folder that has photos and folders for a person’s', () => {
    expect(places('Ada/1.jpg', 'Ada/older/2.JPEG')).to.deep.equal(['Ada/1.jpg', 'Ada/older/2.JPEG']);
  });

  it('skips files that systems add to folders by themselves', () => {
    expect(
      places(
        'Ada/1.jpg',
        '__MACOSX/Ada/._1.jpg',
        'Ada/.DS_Store',
        'Ada/Thumbs.db',
        'ada/desktop.ini',
        '.hidden/1.jpg',
        '.',
      ),
    ).to.deep.equal(['Ada/1.jpg']);
    expect(places('Family/Ada/1.jpg', '__MACOSX/Family/Ada/._1.jpg')).to.deep.equal(['Ada/1.jpg']);
  });

  it('skips empty parts of names', () => {
    expect(places('./Ada//1.jpg')).to.deep.equal(['Ada/1.jpg']);
  });

  it('reports names that lead out of the zip, and keeps them apart', () => {
    const names = ['../Ada/1.jpg', 'Ada/../../1.jpg', '/etc/passwd', 'C:/Ada/1.jpg', 'Family/Ada/1.jpg'];
    expect(placed(...names).map(({ leadsOut }) => leadsOut)).to.deep.equal([true, true, true, true, false]);
    expect(places(...names)[4], 'they don’t keep the folder around the others on').to.equal('Ada/1.jpg');
  });
});
