import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { encode } from 'iconv-lite';
import { NAME_ENCODINGS, type NameEncoding } from '../../../src/account/import/name-encodings';
import { type ListedName, readNames } from '../../../src/account/import/zip-names';

const listed = (fileNameRaw: Buffer, more: Partial<ListedName> = {}): ListedName => ({
  generalPurposeBitFlag: 0,
  extraFields: [],
  fileNameRaw,
  ...more,
});

/** Names as a zip without Unicode has them, each with a photo. */
const inEncoding = (names: readonly string[], encoding: string) =>
  names.map((name) => listed(encode(`${name}/IMG_1.jpg`, encoding)));
const foldersOf = (names: readonly string[]) => names.map((name) => name.split('/')[0]);

const unicodePath = (name: string, ofName: Buffer) => {
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(crc32(ofName), 1);
  return { id: 0x7075, data: Buffer.concat([head, Buffer.from(name)]) };
};

/** Each line is the folders of one zip, with spaces between them. */
const ZIPS: ReadonlyArray<readonly [encoding: NameEncoding, zips: readonly string[]]> = [
  ['gb18030', ['张伟', '李娜', '小明', '妈妈', '王芳 刘洋 陈静', '爷爷 奶奶 爸爸', '全家福', '联通', '马丽']],
  ['big5', ['陳偉', '林志玲', '媽媽', '阿嬤', '王小明 張雅婷', '黃建宏 陳美玲 吳宗憲']],
  ['shiftjis', ['山田太郎', '田中', '花子', 'さくら', 'ユキ', '佐藤 鈴木', 'お母さん お父さん', 'ソフィア']],
  ['euckr', ['김민준', '엄마', '할머니', '최유진', '이서연 박지훈']],
  ['cp437', ['Jürgen', 'Müller', 'Zoë André', 'François José', 'Björn Åsa']],
  ['windows1252', ['Jürgen', 'Müller', 'Zoë André', 'François José', 'Björn Åsa', 'Søren']],
  ['cp850', ['João Antônio', 'Søren', 'Müller']],
  ['cp852', ['Łukasz Święty', 'Dvořák Štěpán', 'Žofie']],
  ['windows1250', ['Łukasz Święty', 'Dvořák Štěpán']],
  ['windows1251', ['Иван', 'Ян', 'Мама Папа', 'Анна-Мария', 'Ольга Дмитрий']],
  ['cp866', ['Иван', 'Ян', 'Мама Папа', 'Ольга Дмитрий']],
  ['koi8r', ['Иван', 'Мама Папа']],
  ['windows1253', ['Γιώργος', 'Μαρία Νίκος']],
  ['cp737', ['Γιώργος', 'Μαρία Νίκος']],
  ['windows1254', ['Ayşe Çağlar']],
  ['windows1255', ['דוד', 'אמא שרה']],
  ['windows1256', ['محمد', 'فاطمة أحمد']],
  ['windows874', ['สมชาย']],
  ['utf8', ['Jürgen', 'Иван', '张伟', 'Zoë Søren']],
];

describe('the names in a zip that don’t say their encoding', () => {
  for (const [encoding, zips] of ZIPS) {
    it(`are read from ${NAME_ENCODINGS[encoding]}`, () => {
      const read = zips.map((zip) => foldersOf(readNames(inEncoding(zip.split(' '), encoding), null).names).join(' '));
      expect(read).to.deep.equal(zips);
    });
  }

  it('are read from UTF-8 in both of its forms, and in languages that nobody thought of', () => {
    for (const name of ['Zoë'.normalize('NFD'), 'Əliyev', 'Ĝoja', 'Արամ']) {
      const { names, encoding } = readNames(inEncoding([name], 'utf8'), null);
      expect([foldersOf(names), encoding]).to.deep.equal([[name.normalize('NFC')], null]);
    }
  });

  it('are judged together: a name that could be anything is read like the others', () => {
    const names = ['Žofie', 'Dvořák', 'Štěpán', 'Łukasz'];
    const read = readNames(inEncoding(names, 'windows1250'), null);
    expect([foldersOf(read.names), read.encoding]).to.deep.equal([names, 'windows1250']);
  });

  it('are read as people choose', () => {
    const read = readNames(inEncoding(['Žofie'], 'windows1250'), 'windows1250');
    expect([foldersOf(read.names), read.encoding]).to.deep.equal([['Žofie'], 'windows1250']);
  });

  it('are as the zip says where it does, whatever is chosen', () => {
    const bytes = encode('李娜/1.jpg', 'gb18030');
    const said = [
      listed(Buffer.from('Jürgen/1.jpg'), { generalPurposeBitFlag: 0x800 }),
      listed(bytes, { extraFields: [unicodePath('李娜/1.jpg', bytes)] }),
      listed(Buffer.from('Amy/1.jpg')),
      listed(Buffer.from('김민준/1.jpg')),
    ];
    for (const chosen of [null, 'cp866']) {
      const read = readNames(said, chosen);
      expect([foldersOf(read.names), read.encoding]).to.deep.equal([['Jürgen', '李娜', 'Amy', '김민준'], null]);
    }
  });

  it('are not taken from a Unicode copy of another name', () => {
    const bytes = encode('李娜/1.jpg', 'gb18030');
    const renamed = listed(bytes, { extraFields: [unicodePath('Amy/1.jpg', Buffer.from('old name'))] });
    expect(foldersOf(readNames([renamed], null).names)).to.deep.equal(['李娜']);
  });

  it('keep a character whose second byte is that of a backslash', () => {
    expect(readNames([listed(encode('表示/ソ.jpg', 'shiftjis'))], null).names).to.deep.equal(['表示/ソ.jpg']);
  });
});
