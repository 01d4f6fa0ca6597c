import { expect } from 'chai';
import fc from 'fast-check';
import { splitJson } from '../../../src/account/import/split-json';
import { elementAt } from '../../support/elements';
import { rejection } from '../../support/rejection';

const split = async (text: string, depthOf: (key: string) => number = () => 3, most = 1000) => {
  const { rest, pieces } = await splitJson(Buffer.from(text), depthOf, most);
  return { rest: rest.toString(), pieces: pieces.map(String) };
};

describe('splitJson', () => {
  it('cuts out the objects of a depth, and leaves their numbers in their places', async () => {
    const { rest, pieces } = await split('{"a": [{"b": 1}, 2, {"c": {"d": []}}], "e": {"f": [{}]}}');
    expect(rest).to.equal('{"a": [0, 2, 1], "e": {"f": [{}]}}');
    expect(pieces).to.deep.equal(['{"b": 1}', '{"c": {"d": []}}']);
  });

  it('cuts as deep as the outermost key says', async () => {
    const depthOf = (key: string) => (key === 'people' ? 5 : 3);
    const { rest, pieces } = await split('{"people":[{"photos":[{"x":[{}]}]}],"others":[{"y":{}}]}', depthOf);
    expect(rest).to.equal('{"people":[{"photos":[0]}],"others":[1]}');
    expect(pieces).to.deep.equal(['{"x":[{}]}', '{"y":{}}']);
  });

  it('is not misled by brackets and quotes inside strings', async () => {
    const text = JSON.stringify({ 'a"[{': ['}]"', { 'x\\': '"}' }, '\\'], 'people": [': [{ é: '{' }] });
    const { rest, pieces } = await split(text);
    expect(JSON.parse(rest)).to.deep.equal({ 'a"[{': ['}]"', 0, '\\'], 'people": [': [1] });
    expect(pieces.map((each) => JSON.parse(each))).to.deep.equal([{ 'x\\': '"}' }, { é: '{' }]);
  });

  it('gives back any JSON when its parts are put together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.array(fc.dictionary(fc.string(), fc.jsonValue()))),
        async (value) => {
          const { rest, pieces } = await split(JSON.stringify(value));
          const whole = Object.entries(JSON.parse(rest) as Record<string, number[]>).map(([key, numbers]) => [
            key,
            numbers.map((each) => JSON.parse(elementAt(pieces, each))),
          ]);
          expect(Object.fromEntries(whole)).to.deep.equal(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it('survives what isn’t JSON', async () => {
    for (const text of ['', '"', '"\\', '}}}}', '{"a":[{', ']{[{"', '{"a":[{]}', '['.repeat(100_000)])
      await split(text);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 500 }),
        async (bytes) => void (await splitJson(Buffer.from(bytes), () => 3, 1000)),
      ),
    );
  });

  it('gives up when there are more pieces than a real gallery has', async () => {
    expect((await rejection(split(`{"a":[${'{},'.repeat(11)}{}]}`, () => 3, 10))).message).to.include('too many');
  });
});
