import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Erasure } from '../../src/catalog/erasure';
import { openSqlite } from '../../src/catalog/sqlite-driver';
import { temporaryFolder } from '../support/app-process';
import { elementAt } from '../support/elements';
import { randomFrom } from '../support/random';

/** Enough that pages are divided and joined some hundred times. */
const STEPS = 4000;
const ROWS = 400;

describe('the unused space of the database', () => {
  const folder = temporaryFolder();
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('abuse 144: has no copy of a deleted row, however rows have moved between pages, and every other row is whole', async () => {
    const file = path.join(folder, 'some.sqlite');
    const erasure = new Erasure();
    const database = openSqlite(file, erasure);
    const random = randomFrom(12);
    database.prepare('create table "sessions" (idHash integer primary key, data text not null)').run([]);
    database.prepare('create table "people" (name text primary key, id integer)').run([]);
    const [insertSession, insertPerson] = [
      database.prepare('insert into "sessions" values (?, ?)'),
      database.prepare('insert into "people" values (?, ?)'),
    ];
    const [deleteSession, deletePerson] = [
      database.prepare('delete from "sessions" where idHash = ?'),
      database.prepare('delete from "people" where id = ?'),
    ];
    const living = new Map<number, string>();
    const dead: string[] = [];
    const textOf = (id: number) => `${id}`.padStart(6, 'x').repeat(3) + 'y'.repeat(Math.floor(random() * 1500));
    for (let id = 0; id < STEPS; id++) {
      if (living.size < ROWS || random() < 0.5) {
        const text = textOf(id);
        if (id % 2 === 0) insertSession.run([id, text]);
        else insertPerson.run([text, id]);
        living.set(id, text);
      } else {
        const victim = elementAt([...living.keys()], Math.floor(random() * living.size));
        (victim % 2 === 0 ? deleteSession : deletePerson).run([victim]);
        dead.push(living.get(victim) ?? '');
        living.delete(victim);
      }
      if (id % 100 === 0) await erasure.done();
    }
    await erasure.done();
    const bytes = readFileSync(file);
    const has = (text: string) => bytes.includes(text.slice(0, 18));
    expect(dead.length).to.be.above(1000);
    expect(dead.filter(has)).to.deep.equal([]);
    expect([...living.values()].filter((text) => !has(text))).to.deep.equal([]);
    expect(database.prepare('pragma integrity_check').all([])).to.deep.equal([{ integrity_check: 'ok' }]);
    database.close();
  });
});
