import { expect } from 'chai';
import fc from 'fast-check';
import { PHOTO_EXTENSIONS } from '../../../src/browser/paths/file-kinds.js';
import { planPaths } from '../../../src/browser/paths/plan-paths.js';
import { PHOTO_FORMATS } from '../../../src/engine/photo-formats';

/** `Amy` for a photo of Amy, `Amy?` if only the file's name says so, `` for a photo without a name, `passed` or `unread`. */
const planned = (...paths: string[]) =>
  planPaths(paths).map(({ kind, person, isGuess }) => (kind === 'photo' ? `${person}${isGuess ? '?' : ''}` : kind));

/** Each path with what it is alone, without others beside it. */
const alone = (...paths: string[]) => paths.map((path) => `${path} → ${planned(path)[0]}`);
const each = (expected: string, ...paths: string[]) =>
  expect(alone(...paths)).to.deep.equal(paths.map((path) => `${path} → ${expected}`));

describe('whose photo a file is, by its path', () => {
  it('is the folder’s person, however many folders are around or below', () => {
    each(
      'Amy',
      'Amy/1.jpg',
      'backup/people/Amy/1.jpg',
      'Photos/People/Amy/1.jpg',
      'Family/Amy/older/1.jpg',
      'Backup 2020-03-01/Photos/Family & Friends/Amy/1.jpg',
      'New folder (3)/Amy/1.jpg',
      'A/Amy/1.jpg',
      'C:\\Users\\grace\\Pictures\\Amy\\1.jpg',
      './Amy//1.JPEG',
    );
    expect(planned('Amy/1.jpg', 'Amy/Bob/1.jpg', 'Bob/Amy/2.jpg')).to.deep.equal(['Amy', 'Bob', 'Amy']);
  });

  it('sees through dates, below a person and above', () => {
    each(
      'Amy',
      'Amy/2019/1.jpg',
      'Amy/2019/05/31/1.jpg',
      'Amy/2019-05/1.jpg',
      'Amy/2019-05-01 Birthday/1.jpg',
      'Amy/2019-05-01 Trip to Paris/1.jpg',
      'Amy/May 2019/1.jpg',
      'Amy/05 - Mai/1.jpg',
      'Amy/1. Mai 2019/1.jpg',
      'Amy/20190501/1.jpg',
      'Amy/Paris 2019/1.jpg',
      'Amy/2019年5月/1.jpg',
      'Amy/1990s/1.jpg',
      'Amy/Q1 2019/1.jpg',
      'Amy/2/1.jpg',
      '2019/Amy/1.jpg',
      '2019/05 May/Amy/1.jpg',
    );
    each(
      '',
      '2019/1.jpg',
      '2019/05/1.jpg',
      '2019/05/31/1.jpg',
      '2019/May/1.jpg',
      '01.05.2019/1.jpg',
      'Summer 2019/1.jpg',
    );
  });

  it('takes a month for a name where nothing says that it is a month', () => {
    each('May', 'May/1.jpg');
    each('Jan', 'Family/Jan/1.jpg');
    const months = ['January', 'February', 'March', 'April'].map((month) => `Amy/${month}/1.jpg`);
    expect(planned(...months)).to.deep.equal(months.map(() => 'Amy'));
  });

  it('finds no name in what phones, cameras and apps call their folders', () => {
    each(
      '',
      'DCIM/100APPLE/IMG_1.jpg',
      'DCIM/Camera/IMG_1.jpg',
      'DCIM/101_0501/1.jpg',
      '100CANON/IMG_1.jpg',
      '202005__/IMG_1.HEIC',
      'Camera Roll/1.jpg',
      'Internal storage/WhatsApp/Media/WhatsApp Images/Sent/IMG-20190501-WA0001.jpg',
      'Android/media/com.whatsapp/WhatsApp/Media/1.jpg',
      'Screenshots/Screenshot_1.png',
      'Pictures/Instagram/1.jpg',
      'Amy’s iPhone/DCIM/100APPLE/IMG_1.jpg',
      'iCloud Photos Part 1 of 3/Photos/IMG_1.HEIC',
      'Users/amy/Pictures/1.jpg',
      'library/admin/2023/2023-05-01/1.jpg',
      'upload/0b9b2c6e-7a11-4a20-8d3f-0f1b7e0f6f22/ab/cd/1.jpg',
      'originals/2019/05/1.jpg',
    );
    each('Amy', 'Amy/DCIM/100APPLE/IMG_1.jpg', 'Pictures/Amy/Camera Roll/1.jpg');
  });

  it('reads takeouts in every language', () => {
    for (const program of ['Google Photos', 'Google Fotos', 'Google フォト', 'Zdjęcia Google', 'Fotky', 'صور Google']) {
      each('Amy', `Takeout/${program}/Amy/IMG_1.jpg`);
      each('passed', `Takeout/${program}/Amy/IMG_1.jpg.json`, `Takeout/${program}/Amy/metadata.json`);
      each('passed', `Takeout/${program}/Amy/IMG_1.jpg.supplemental-metadata.json`);
    }
    each(
      '',
      'Takeout/Google Photos/Photos from 2019/IMG_1.jpg',
      'Takeout/Google Fotos/Fotos von 2019/IMG_1.jpg',
      'Takeout/Google フォト/2019 年の写真/IMG_1.jpg',
      'Google Photos/Photos de 2019/IMG_1.jpg',
      'Takeout/Fotky Google/Fotky z roku 2019/IMG_1.jpg',
      'Takeout/Google Photos/Paris 2019/IMG_1.jpg',
      'Takeout/Google Photos/Untitled(3)/IMG_1.jpg',
    );
  });

  it('sees through the folders of photo managers and data sets', () => {
    each(
      'Amy',
      'Export/Amy/originals/1.jpg',
      'Export/Amy/edited/1.jpg',
      'Lightroom Export/Amy/full size/1.jpg',
      'clips/faces/train/Amy/1.webp',
      'media/frigate/clips/faces/Amy/1.webp',
      '.storage/train/Amy/1.jpg',
      'dataset/train/Amy/1.jpg',
      'dataset/val/Amy/1.jpg',
      'Amy/写真/1.jpg',
      'Amy/Фото/1.jpg',
    );
    each('Amy Adams', 'lfw/Amy_Adams/Amy_Adams_0001.jpg');
    expect(planned('train/1.jpg', 'val/2.jpg')).to.deep.equal(['', '']);
    each('Val', 'Val/1.jpg');
  });

  it('keeps names as people wrote them', () => {
    for (const name of [
      ...[
        'Jürgen Müller',
        'Anne-Marie',
        'O’Brien',
        'Grandma',
        'Billie Holiday',
        'George Best',
        '张伟',
        '山田太郎',
        '김민준',
      ],
      ...['Иван', 'Amy (2)', 'person 1', 'n000001', '🐱', 'amy', 'Amy A._1'],
    ])
      each(name, `People/${name}/1.jpg`);
    each('Zoë'.normalize('NFC'), `${'Zoë'.normalize('NFD')}/1.jpg`);
    each('Amy', ' Amy /1.jpg');
  });

  it('takes an occasion for a name only where there is none', () => {
    each('Amy’s birthday', 'Amy’s birthday/1.jpg');
    each('Bob', 'Bob/Amy’s birthday/1.jpg', 'Bob/Photos Amy/1.jpg');
  });

  it('guesses a name from the file’s own, where no folder has one', () => {
    each('Amy?', 'Amy.jpg', 'Amy_01.jpg', 'Amy (2).png', 'Photos/Amy-3.jpg', 'known_faces/Amy.jpg');
    each('Amy Adams?', 'Amy Adams 2.jpg', 'Amy_Adams_0001.jpg', 'Amy Adams.jpg');
    each(
      '',
      ...['IMG_1234.jpg', 'DSC01234.JPG', 'P1010001.JPG', 'PXL_20190501_101010.jpg', '20190501_101010.jpg', '1.jpg'],
      ...['photo.jpg', 'image2.png', 'Screenshot 1.png', 'WhatsApp Image 2019-05-01 at 10.10.10.jpeg', 'birthday.jpg'],
      ...['0b9b2c6e-7a11-4a20-8d3f-0f1b7e0f6f22.jpg', 'Family.jpg', 'IMG-20190501-WA0001.jpg', 'FB_IMG_1.jpg'],
    );
  });

  it('passes over what programs and systems put beside photos', () => {
    each(
      'passed',
      ...['Amy/1.xmp', 'Amy/IMG_1.AAE', 'Amy/1.THM', 'Amy/notes.txt', 'index.html', 'Amy/Thumbs.db', 'Amy/.DS_Store'],
      ...[
        '__MACOSX/Amy/._1.jpg',
        'Amy/desktop.ini',
        'Amy/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg',
        'Amy/.picasa.ini',
        'README',
      ],
      ...['#recycle/Amy/1.jpg', 'Amy/.@__thumb/s1001.jpg', '$RECYCLE.BIN/1.jpg', '.thumbnails/1.jpg', 'Amy/._1.jpg'],
      ...['Amy/.picasaoriginals/1.jpg', 'Amy/Icon\r', '', '.'],
    );
    expect(planned('Amy/IMG_1.HEIC', 'Amy/IMG_1.MOV')).to.deep.equal(['Amy', 'passed']);
  });

  it('passes over thumbnails, unless there is nothing else', () => {
    expect(planned('Amy/thumbs/1.jpg', 'Amy/1.jpg', 'Amy/thumbs/2.jpg')).to.deep.equal(['passed', 'Amy', 'Amy']);
    expect(planned('Amy/originals/1.PNG', 'Amy/thumbnails/1.jpg')).to.deep.equal(['Amy', 'passed']);
  });

  it('names what is no photo that can be read', () => {
    each('unread', 'Amy/1.CR2', 'Amy/clip.mov', 'Amy/letter.docx', 'Amy/1', 'Amy.zip');
  });

  it('knows the photos that the engine reads', () => {
    expect([...PHOTO_EXTENSIONS].sort()).to.deep.equal(PHOTO_FORMATS.flatMap(({ extensions }) => extensions).sort());
  });

  it('has a plan for anything', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '.', '..', 'Amy', '2019', 'thumbs', '1.jpg'),
    );
    const path = fc.array(part, { maxLength: 40 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path), (paths) => planPaths(paths).length === paths.length),
      { numRuns: 30 },
    );
  });
});
