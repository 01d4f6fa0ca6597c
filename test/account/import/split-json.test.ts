import { expect } from 'chai';
import fc from 'fast-check';
import { splitJson } from '../../../src/account/import/split-json';

const LIMITS = { pieces: 1000, marks: 1000 };

/** Splits a text. The pieces' places are shown as `#0`, `#1` … */
const split = (text: string, depthOf: (key: string) => number = () => 3, limits = LIMITS) => {
  const { rest, count, pieceFor } = splitJson(Buffer.from(text), depthOf, limits);
  const pieces: string[] = [];
  const shown = rest.toString().replace(/"([0-9a-f]{24}\d+)"/g, (found, mark: string) => {
    const piece = pieceFor(mark);
    return piece ? `"#${pieces.push(String(piece)) - 1}"` : found;
  });
  expect(pieces).to.have.length(count);
  return { rest: shown, pieces };
};

describe('splitJson', () => {
  it('cuts out the objects of a depth, and leaves their numbers in their places', () => {
    const { rest, pieces } = split('{"a": [{"b": 1}, 2, {"c": {"d": []}}], "e": {"f": [{}]}}');
    expect(rest).to.equal('{"a": ["#0", 2, "#1"], "e": {"f": [{}]}}');
    expect(pieces).to.deep.equal(['{"b": 1}', '{"c": {"d": []}}']);
  });

  it('cuts as deep as the outermost key says', () => {
    const depthOf = (key: string) => (key === 'people' ? 5 : 3);
    const { rest, pieces } = split('{"people":[{"photos":[{"x":[{}]}]}],"others":[{"y":{}}]}', depthOf);
    expect(rest).to.equal('{"people":[{"photos":["#0"]}],"others":["#1"]}');
    expect(pieces).to.deep.equal(['{"x":[{}]}', '{"y":{}}']);
  });

  it('is not misled by brackets and quotes inside strings', () => {
    const text = JSON.stringify({ 'a"[{': ['}]"', { 'x\\': '"}' }, '\\'], 'people": [': [{ é: '{' }] });
    const { rest, pieces } = split(text);
    expect(JSON.parse(rest)).to.deep.equal({ 'a"[{': ['}]"', '#0', '\\'], 'people": [': ['#1'] });
    expect(pieces.map((each) => JSON.parse(each))).to.deep.equal([{ 'x\\': '"}' }, { é: '{' }]);
  });

  it('gives back any JSON when its parts are put together', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.dictionary(fc.string(), fc.jsonValue()))), (value) => {
        const { rest, pieceFor } = splitJson(Buffer.from(JSON.stringify(value)), () => 3, LIMITS);
        const whole = Object.entries(JSON.parse(String(rest)) as Record<string, string[]>).map(([key, marks]) => [
          key,
          marks.map((each) => JSON.parse(String(pieceFor(each)))),
        ]);
        expect(Object.fromEntries(whole)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('finds no piece for what stood in the text before, whatever that is', () => {
    const { rest, pieceFor } = splitJson(Buffer.from('{"a":[{},0,1,"0",null,[0],"#0"]}'), () => 3, LIMITS);
    const [first, ...others] = (JSON.parse(String(rest)) as { a: unknown[] }).a;
    expect(String(pieceFor(first))).to.equal('{}');
    expect(others.map(pieceFor)).to.deep.equal(others.map(() => undefined));
  });

  it('survives what isn’t JSON', () => {
    for (const text of ['', '"', '"\\', '}}}}', '{"a":[{', ']{[{"', '{"a":[{]}', '['.repeat(1000)]) split(text);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void splitJson(Buffer.from(bytes), () => 3, LIMITS)),
    );
  });

  it('gives up when there is more than a real gallery has', () => {
    const many = `{"a":[${'{},'.repeat(11)}{}]}`;
    expect(() => split(many, () => 3, { pieces: 10, marks: 1000 })).to.throw('too many');
    expect(() => split(many, () => 9, { pieces: 10, marks: 20 })).to.throw('too much');
    expect(() => split('['.repeat(100_000), () => 3)).to.throw('too much');
  });
});
