import { decode } from 'iconv-lite';
import type { NameEncoding } from './name-encodings';

/** How likely the letters of names are in a language, and the encodings in which zips write it, the most likely first. */
export interface Alphabet {
  encodings: readonly NameEncoding[];
  /** A letter's likeness, from 0 to 1; undefined for what isn't of this alphabet. */
  of(letter: string): number | undefined;
  /** Whether it has capital letters, and names begin with one. */
  hasCapitals: boolean;
  /** Whether its words have letters from a to z. */
  isLatin?: boolean;
  /** Its vowels, in a script of its own: without them, it's other bytes that are read. */
  vowels?: RegExp;
}

const NOT_IN_ALPHABET = -1;
/** A capital after a small letter, as where bytes of another encoding are read. */
const WRONG_CAPITAL = -1.5;
const NO_CAPITAL_FIRST = -0.6;
const ALL_CAPITALS = -0.35;
/** A letter of another script beside one from a to z. */
const MIXED_SCRIPTS = -1;
/** The share of vowels in a name, at least and at most; names are short. */
const VOWELS = { least: 0.25, most: 0.8, without: -0.3 };
const PLAIN_LETTER = /[a-z]/i;
const UNREADABLE = /[\ufffd\p{Cc}\p{Co}]/u;

/** A language whose letters beside a to z are these. */
function latin(letters: string, ...encodings: NameEncoding[]): Alphabet {
  const all = new Set(letters + letters.toUpperCase());
  return { encodings, of: (letter) => (all.has(letter) ? 1 : undefined), hasCapitals: true, isLatin: true };
}

/** Several languages of western Europe beside each other. */
const western: Alphabet = {
  ...latin('', 'cp850', 'windows1252', 'macintosh'),
  of: (letter) => (/[à-öø-ÿœß]/iu.test(letter) ? 0.7 : undefined),
};

/** A language in a script of its own. */
const script = (pattern: RegExp, likely: number, ...encodings: NameEncoding[]): Alphabet => ({
  encodings,
  of: (letter) => (pattern.test(letter) ? likely : undefined),
  hasCapitals: false,
});

/** A language in a script of its own, with vowels and capitals. */
const caseScript = (pattern: RegExp, vowels: RegExp, likely: number, ...encodings: NameEncoding[]): Alphabet => ({
  ...script(pattern, likely, ...encodings),
  hasCapitals: true,
  vowels,
});

/** The characters that a two-byte encoding has from one leading byte to another: its makers put the common ones first. */
function commonIn(encoding: NameEncoding, first: number, last: number): Set<string> {
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) bytes.push(lead, trail);
  return new Set(decode(Buffer.from(bytes), encoding).replace(/[^\p{sc=Han}\p{sc=Hangul}]/gu, ''));
}

/** A language with thousands of characters: some that names are made of, common ones, and all others. */
function manyCharacters(
  encodings: readonly NameEncoding[],
  inNames: string,
  common: () => Set<string>,
  rest: RegExp,
): Alphabet {
  const named = new Set(inNames);
  let known: Set<string> | undefined;
  const of = (letter: string) => {
    if (named.has(letter)) return 1;
    if (!rest.test(letter)) return undefined;
    known ??= common();
    return known.has(letter) ? 0.6 : 0.05;
  };
  return { encodings, of, hasCapitals: false };
}

const CHINESE_NAMES =
  '张王李赵陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文刘伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红梅春小大老妈爸爷奶姥哥姐弟妹叔姨舅姑家全福宝贝儿女子外公婆同学朋友照片相册新建文件夹建国志慧婷雪佳欣怡晨宇轩浩然梓涵诗琪思雨俊鹏飞海燕云倩莉莹颖洁琳晓东辉鑫斌波宁旭阳健峰凯龙天一建生成永年月日';
const TRADITIONAL_NAMES =
  '陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾游詹胡施沈余趙盧梁顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁馬蔣唐卓藍馮姚石董紀歐程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁媽爸爺奶嬤公婆哥姐弟妹叔姨舅姑家全福寶貝兒女子外同學朋友照片相簿新資料夾小大老阿偉芳娜敏靜麗強明超秀霞平剛桂英華玉蘭紅梅春建國志慧婷雪佳欣怡雅惠美玲淑宏俊傑宗憲文雄豪翔宇軒浩然詩涵思雨瑜君容琪萱穎潔心儀如月年日安冠廷承恩品妤';
const JAPANESE_NAMES =
  '佐藤鈴木高橋田中伊渡辺山本村小林加吉口松井清水崎森池阿部石川前岡長谷後近遠坂青福西太斉三浦竹内金子上野原島宮酒千葉久保今杉丸谷新大平工河和東南北星花子美恵由紀真理香奈智陽菜愛結衣莉優翔蓮悠斗陸樹健一二三四五次郎太介助雄男夫彦之人也裕誠学隆博明正義勇父母兄弟姉妹祖家族友達写真年月日幸春夏秋冬桜葵凛咲良麻里沙希佳代直哉剛';
const KOREAN_NAMES =
  '김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지현준수영은경미연희선숙자순옥호석철훈재태동승상원혁건빈찬규기도나다라마바사아예윤채린율아솔별봄람온결설슬보름소엄빠할머니버언누오형님모촌삼가족친구들사진폴더새앨범와의리혜란화향월년일효세인용근광병종덕복춘길만대섭식환욱필';

/** The languages of names. Where two read alike, the first counts. */
export const ALPHABETS: readonly Alphabet[] = [
  // Bytes that happen to be letters of any script in UTF-8 are more likely meant so than unlikely names in another encoding.
  { ...script(/[\p{L}\p{M}]/u, 0.65, 'utf8'), isLatin: true },
  latin('äöüß', 'cp437', 'windows1252', 'macintosh'),
  latin('éèêëàâçîïôûùüÿœæ', 'cp437', 'cp850', 'windows1252', 'macintosh'),
  latin('áéíóúñüç', 'cp437', 'cp850', 'windows1252', 'macintosh'),
  latin('åäöéü', 'cp437', 'windows1252', 'macintosh'),
  latin('àèéìòù', 'cp437', 'cp850', 'windows1252', 'macintosh'),
  latin('ãõáéíóúâêôçà', 'cp850', 'windows1252', 'macintosh'),
  latin('åæøéöä', 'cp850', 'windows1252', 'macintosh'),
  latin('ąćęłńóśźż', 'cp852', 'windows1250'),
  latin('áčďéěíňóřšťúůýž', 'cp852', 'windows1250'),
  latin('áäčďéíľĺňóôŕšťúýž', 'cp852', 'windows1250'),
  latin('áéíóöőúüű', 'cp852', 'windows1250'),
  latin('čćđšž', 'cp852', 'windows1250'),
  latin('ăâîșțşţ', 'cp852', 'windows1250'),
  latin('çğıöşüâîİ', 'cp857', 'windows1254'),
  latin('áéíóúýþæöð', 'cp850', 'windows1252', 'macintosh'),
  western,
  latin('āčēģīķļņšūžąęėįųõäöü', 'windows1257'),
  latin('ăâđêôơưàảãáạằắầấềếìíòóồốờớùúừứỳý\u0300\u0301\u0303\u0309\u0323', 'windows1258'),
  caseScript(/[а-яё]/iu, /[аеёиоуыэюя]/iu, 0.9, 'cp866', 'windows1251', 'koi8r'),
  caseScript(/[а-яіїєґўёђјљњћџ]/iu, /[аеиіїєоуюяыэ]/iu, 0.85, 'windows1251'),
  caseScript(/[α-ωάέήίόύώϊϋς]/iu, /[αεηιουωάέήίόύώϊϋ]/iu, 0.9, 'cp737', 'windows1253'),
  script(/[\u05d0-\u05ea]/u, 0.75, 'windows1255'),
  script(/[\u0621-\u0652\u067e\u0686\u0698\u06a9\u06af\u06cc]/u, 0.75, 'windows1256'),
  script(/[\u0e01-\u0e3a\u0e40-\u0e4e]/u, 0.55, 'windows874'),
  manyCharacters(['gb18030'], CHINESE_NAMES, () => commonIn('gb18030', 0xb0, 0xd7), /\p{sc=Han}/u),
  manyCharacters(['big5'], TRADITIONAL_NAMES, () => commonIn('big5', 0xa4, 0xc6), /\p{sc=Han}/u),
  manyCharacters(
    ['shiftjis', 'eucjp'],
    `${JAPANESE_NAMES}ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをんァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴー々`,
    () => commonIn('shiftjis', 0x88, 0x97),
    /\p{sc=Han}/u,
  ),
  manyCharacters(['euckr'], KOREAN_NAMES, () => commonIn('euckr', 0xb0, 0xc8), /[\p{sc=Hangul}\p{sc=Han}]/u),
];

/** Says how much a name reads like one in a language, from -1 to 1. Letters that all languages have, digits and signs don't count. */
export function likeness(text: string, { of, hasCapitals, isLatin, vowels }: Alphabet): number {
  if (UNREADABLE.test(text)) return NOT_IN_ALPHABET;
  let [sum, count, before, voiced, small] = [0, 0, '', 0, 0];
  for (const letter of text) {
    const isPlain = letter < '\x80';
    if (!isLatin && isPlain !== before < '\x80' && (PLAIN_LETTER.test(letter) || PLAIN_LETTER.test(before)))
      sum += MIXED_SCRIPTS;
    if (!isPlain) {
      count++;
      sum += of(letter) ?? NOT_IN_ALPHABET;
      if (hasCapitals) sum += caseFault(letter, before);
      if (vowels?.test(letter)) voiced++;
      if (isLower(letter)) small++;
    }
    before = letter;
  }
  if (count === 0) return 0;
  const share = voiced / count;
  const unspeakable = vowels && (share < VOWELS.least || share > VOWELS.most) ? VOWELS.without : 0;
  return sum / count + unspeakable + (vowels && small === 0 && count > 1 ? ALL_CAPITALS : 0);
}

const isLower = (letter: string) => letter !== letter.toUpperCase();
const isUpper = (letter: string) => letter !== letter.toLowerCase();

function caseFault(letter: string, before: string): number {
  if (isUpper(letter)) return isLower(before) ? WRONG_CAPITAL : 0;
  const isFirst = before === '' || /[\s\p{P}\d_]/u.test(before);
  return isFirst && isLower(letter) ? NO_CAPITAL_FIRST : 0;
}
