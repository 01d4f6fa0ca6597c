import { expect } from 'chai';
import { erasingOf } from '../../src/catalog/erasure';

describe('what a statement takes away', () => {
  for (const [sql, when] of [
    ['delete from "people" where "id" = ?', 'now'],
    ['update "people" set "name" = ? where "id" = ?', 'now'],
    ['delete from "galleries" where "id" = ?', 'now'],
    ['delete from "users" where "id" = ?', 'now'],
    ['update "users" set "displayName" = ?', 'later'],
    ['delete from "idempotentRequests" where "apiKeyId" = ?', 'later'],
    ['delete from "sessions" where "id" = ?', 'later'],
    ['insert into "sessions" ("id") values (?) on conflict ("id") do update set "data" = ?', 'later'],
    ['update "galleries" set "bytes" = ?', undefined],
    ['insert into "people" ("name") values (?)', undefined],
    ['select * from "people"', undefined],
  ] as const) {
    it(`is to be gone ${when ?? 'never'}: ${sql}`, () => {
      expect(erasingOf(sql)).to.equal(when);
    });
  }
});
