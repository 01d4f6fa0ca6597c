import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ZipFile } from '../../../src/account/import/zip-file';
import { photoTooLarge } from '../../../src/errors';
import { firstOf } from '../../support/elements';
import { rejection } from '../../support/rejection';
import { asZip64, type ZippedFile, zipOf } from '../../support/zips';

const MOST = 1_000_000;
const bytes = Buffer.from('a photo, as far as a zip knows');

describe('ZipFile', () => {
  let folder: string;
  const opened: ZipFile[] = [];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'zips-'));
  });
  afterEach(async () => {
    for (const zip of opened.splice(0)) await zip.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = async (content: Buffer): Promise<ZipFile> => {
    const file = path.join(folder, 'a.zip');
    writeFileSync(file, content);
    const zip = await ZipFile.read(await open(file, 'r'), MOST);
    opened.push(zip);
    return zip;
  };
  const unpack = async (file: ZippedFile, most = MOST) => {
    const zip = await read(zipOf([file]));
    return zip.unpack(firstOf(zip.entries), most, () => photoTooLarge(1));
  };
  const namesOf = async (files: ZippedFile[]) => (await read(zipOf(files))).entries.map(({ name }) => name);

  it('lists the files in their order, without the folders, and unpacks each', async () => {
    const files = [
      { name: 'Ada/1.jpg', bytes },
      { name: 'Ben/' },
      { name: 'Ben/2.jpg', bytes: Buffer.from('another'), deflated: true },
      { name: 'Ben/none.jpg' },
    ];
    const zip = await read(zipOf(files));
    expect(zip.entries.map(({ name }) => name)).to.deep.equal(['Ada/1.jpg', 'Ben/2.jpg', 'Ben/none.jpg']);
    const unpacked = await Promise.all(zip.entries.map((entry) => zip.unpack(entry, MOST, () => photoTooLarge(1))));
    expect(unpacked.map(String)).to.deep.equal([String(bytes), 'another', '']);
  });

  it('reads names in UTF-8, flagged or not, and in code page 437', async () => {
    const names = await namesOf([
      { name: 'Žofie/é.jpg' },
      { name: Buffer.from('陳/1.jpg'), utf8: false }, // as macOS does
      { name: Buffer.from([0x4a, 0x81, 0x72, 0x67, 0x2f, 0x31]), utf8: false },
    ]);
    expect(names).to.deep.equal(['Žofie/é.jpg', '陳/1.jpg', 'Jürg/1']);
  });

  it('gives two Unicode forms of a name as one', async () => {
    const [composed, decomposed] = await namesOf([
      { name: 'Zoë/1'.normalize('NFC') },
      { name: 'Zoë/1'.normalize('NFD') },
    ]);
    expect(composed).to.equal(decomposed);
  });

  it('takes a backslash for a folder separator, as on Windows', async () => {
    expect(await namesOf([{ name: 'Ada\\1.jpg' }])).to.deep.equal(['Ada/1.jpg']);
  });

  it('reads zips in the Zip64 form', async () => {
    const zip = await read(asZip64(zipOf([{ name: 'Ada/1.jpg', bytes }])));
    expect(String(await zip.unpack(firstOf(zip.entries), MOST, () => photoTooLarge(1)))).to.equal(String(bytes));
  });

  const whole = zipOf([{ name: 'Ada/1.jpg', bytes }]);
  const huge = 2n ** 64n - 1n;
  const unreadable: Array<[string, Buffer]> = [
    ['what is no zip', Buffer.from('%PDF-1.7')],
    ['an empty file', Buffer.alloc(0)],
    ['a zip without its end', whole.subarray(0, -10)],
    ['a zip without its beginning', whole.subarray(40)],
    ['a list that is longer than the zip', zipOf([{ name: 'a/b' }], 3)],
    ['a list at a place that no file has', asZip64(whole, { listAt: huge })],
    ['extra fields that don’t fit', zipOf([{ name: 'a/b', extra: Buffer.from([1, 0, 255, 255]) }])],
    [
      'a list of files that fills the memory',
      zipOf(Array.from({ length: 600 }, () => ({ name: Buffer.alloc(60_000, 'a') }))),
    ],
  ];
  for (const [what, content] of unreadable) {
    it(`refuses ${what}`, async () => {
      expect(await rejection(read(content))).to.include({ id: 'zip_unreadable', status: 422 });
    });
  }

  it('refuses a zip of more files than a real gallery has', async () => {
    expect(await rejection(read(asZip64(whole, { count: 50_001n })))).to.include({ id: 'zip_too_many_files' });
    expect(await rejection(read(asZip64(whole, { count: huge })))).to.include({ id: 'zip_too_many_files' });
  });

  it('refuses a zip whose small files unpack to far too much together', async () => {
    // All entries share one place, as in https://www.bamsoftware.com/hacks/zipbomb/.
    const zeros = Buffer.alloc(900_000);
    const bomb = zipOf(
      Array.from({ length: 200 }, (_, i) => ({ name: `a/${i}`, bytes: zeros, deflated: true, offset: 0 })),
    );
    expect(bomb.length).to.be.below(400_000);
    expect(await rejection(read(bomb))).to.include({ id: 'zip_unpacks_too_far' });
  });

  const broken: Array<[string, ZippedFile, string]> = [
    ['a file over the limit', { name: 'a', bytes: Buffer.alloc(MOST + 1), deflated: true }, 'photo_too_large'],
    [
      'a file that says it is small',
      { name: 'a', bytes: Buffer.alloc(100_000), deflated: true, size: 100 },
      'entry_damaged',
    ],
    ['a file that says it is larger than it is', { name: 'a', bytes, size: 500, deflated: true }, 'entry_damaged'],
    [
      'a stored file that says it is larger than it is',
      { name: 'a', bytes, size: 500, packedSize: 500 },
      'entry_damaged',
    ],
    ['a file whose checksum is wrong', { name: 'a', bytes, crc: 1 }, 'entry_damaged'],
    ['a file that is not packed as it says', { name: 'a', bytes, method: 8 }, 'entry_damaged'],
    ['a file that lies beyond the end', { name: 'a', bytes, offset: 0xfffffff0 }, 'entry_damaged'],
    ['a file that lies in the middle of another one', { name: 'a', bytes, offset: 3 }, 'entry_damaged'],
    ['a locked file', { name: 'a', bytes, flags: 1 }, 'entry_locked'],
    ['a file packed in another way', { name: 'a', bytes, method: 14 }, 'entry_packed'],
    ['a symbolic link', { name: 'a', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 }, 'entry_is_link'],
  ];
  for (const [what, file, id] of broken) {
    it(`refuses ${what}`, async () => {
      expect(await rejection(unpack(file))).to.include({ id });
    });
  }
});
