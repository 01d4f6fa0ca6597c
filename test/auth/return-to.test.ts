import { expect } from 'chai';
import { safeReturnTo } from '../../src/auth/return-to';
import { FOREIGN_ADDRESSES } from '../support/foreign-addresses';

const OURS = [
  '/',
  '/recognition/abc',
  '/images/ada-lovelace-7k3m9q2x?size=thumbnail',
  '/?a=b&c=//d',
  '/loginless',
  '/images/%C3%A9',
  '/a?next=https%3A%2F%2Fx.org',
];

const NO_TEXTS: unknown[] = [undefined, null, 7, {}, ['/a', '/b']];

describe('safeReturnTo', () => {
  for (const path of OURS) it(`goes to ${path}`, () => expect(safeReturnTo(path)).to.equal(path));

  it('keeps no fragment and no dots', () => expect(safeReturnTo('/a/../b?c#d')).to.equal('/b?c'));

  for (const value of [...NO_TEXTS, ...FOREIGN_ADDRESSES]) {
    it(`does not go to ${JSON.stringify(value)?.slice(0, 60)}`, () => expect(safeReturnTo(value)).to.equal('/'));
  }
});
