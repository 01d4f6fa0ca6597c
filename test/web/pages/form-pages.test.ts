import { expect } from 'chai';
import { pageOfForm } from '../../../src/web/pages/form-pages';

describe('the page of a form', () => {
  for (const [address, page] of [
    ['/people/k3x/rename', '/people/k3x'],
    ['/people/actions/undo-merge/k3x', '/people'],
    ['/recognition/k3x/faces/2/name', '/recognition/k3x'],
    ['/recognition/actions/delete-all', '/recognition'],
    ['/account/imports/k3x/resume', '/account/imports/k3x'],
    ['/images', '/'],
    ['/logout', '/'],
  ] as const) {
    it(`is ${page} for ${address}`, () => {
      expect(pageOfForm(address)).to.equal(page);
    });
  }
});
