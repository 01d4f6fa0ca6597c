import { createCanvas, GlobalFonts } from 'canvas';
import { expect } from 'chai';
import { drawable } from '../../src/recognition/label-fonts';
import { widthOf } from '../../src/recognition/label-text';

const SIZE = 40;

/** Draws a text with fonts of these families alone. A character that none of them has becomes a box. */
function drawWith(text: string, families: readonly string[]) {
  const canvas = createCanvas(900, 90);
  const context = canvas.getContext('2d');
  context.font = `600 ${SIZE}px ${families.map((family) => `"${family}"`).join(', ')}`;
  context.fillText(text, 10, 60);
  return { pixels: Buffer.from(canvas.data()), width: context.measureText(text).width / SIZE };
}

function draw(text: string) {
  const { text: drawn, fonts } = drawable(text);
  for (const { path, family } of fonts) if (!GlobalFonts.has(family)) GlobalFonts.registerFromPath(path, family);
  return drawWith(
    drawn,
    fonts.map(({ family }) => family),
  );
}

/** A font without any of the scripts below: what it draws for them is a box for each character. */
const boxesFor = (text: string) => {
  draw('Ada');
  return drawWith(text, ['noto-sans-latin']);
};

/** Two names in each script, of one length. */
const SCRIPTS: Record<string, readonly [string, string]> = {
  Cyrillic: ['Ольга', 'Мария'],
  Greek: ['Ελένη', 'Μαρία'],
  Arabic: ['محمد', 'فاطم'],
  Hebrew: ['דניאל', 'שלומי'],
  'simplified Chinese': ['王小明', '刘国华'],
  'traditional Chinese': ['諸葛亮', '龔鑫龍'],
  Japanese: ['さくら', 'カナエ'],
  Korean: ['김민준', '이서연'],
  Thai: ['สมชาย', 'มานะส'],
  Devanagari: ['कमल', 'मदन'],
  Bengali: ['কমল', 'মদন'],
  Tamil: ['கமல', 'மதன'],
  Telugu: ['కమల', 'మదన'],
  Gujarati: ['કમલ', 'મદન'],
  Gurmukhi: ['ਕਮਲ', 'ਮਦਨ'],
  Kannada: ['ಕಮಲ', 'ಮದನ'],
  Malayalam: ['കമല', 'മദന'],
  Odia: ['କମଳ', 'ମଦନ'],
  Sinhala: ['කමල', 'මදන'],
  Khmer: ['កមល', 'មទន'],
  Lao: ['ກມລ', 'ມທນ'],
  Burmese: ['ကမလ', 'မဒန'],
  Ethiopic: ['አማረ', 'ሰላም'],
  Armenian: ['Աննա', 'Գոռի'],
  Georgian: ['ანანო', 'გიორი'],
  Tibetan: ['ཀམལ', 'མདན'],
  Dhivehi: ['ކމލ', 'މދނ'],
  Cherokee: ['ᏣᎳᎩ', 'ᎠᎹᏯ'],
  Syriac: ['ܐܢܐ', 'ܡܪܝ'],
  emoji: ['😀', '👍'],
  'emoji of several characters': ['👨‍👩‍👧', '👩🏽‍🚀'],
  flags: ['🇩🇪', '🇺🇸'],
  symbols: ['★♥', '❀✓'],
  'fancy letters': ['𝓐𝓭𝓪', '𝓑𝓮𝓪'],
};

describe('the fonts of labels', () => {
  for (const [script, [one, other]] of Object.entries(SCRIPTS)) {
    it(`have ${script}`, () => {
      const drawn = draw(one);
      expect(drawn.pixels.equals(boxesFor(one).pixels), 'boxes').to.equal(false);
      expect(drawn.pixels.equals(draw(other).pixels), 'both names look alike').to.equal(false);
    });

    it(`are hardly wider than estimated for ${script}`, () => {
      for (const name of [one, other]) expect(draw(name).width, name).to.be.below(widthOf(name) * 1.15 + 0.1);
    });
  }

  it('are loaded only where a name needs them', () => {
    expect(drawable('Ada').fonts.map(({ family }) => family)).to.deep.equal(['noto-sans-latin']);
    expect(drawable('王小明').fonts.length).to.be.below(4);
    expect(drawable('').fonts).to.deep.equal([]);
  });

  it('draw Han characters as the name’s language does', () => {
    const firstFamily = (name: string) => drawable(name).fonts[0]?.family;
    expect(firstFamily('直子 さくら')).to.match(/-jp-/);
    expect(firstFamily('直 김')).to.match(/-kr-/);
    expect(firstFamily('直明')).to.match(/-sc-/);
  });

  it('leave out marks that they don’t have, and no letter', () => {
    expect(drawable('Z\u0334\u0322alo').text).to.equal('Zalo');
    expect(drawable('José Ångström').text).to.equal('José Ångström');
    expect(drawable('👨‍👩‍👧 Ada').text).to.equal('👨‍👩‍👧 Ada');
  });
});
