import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { SqliteDatabase } from 'kysely';
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

  for (const [who, processes] of [
    ['one process', 1],
    ['two processes', 2],
  ] as const)
    it(`abuse 144: has no copy of a row that ${who} deleted, however rows have moved between pages, and every other row is whole`, async () => {
      const file = path.join(folder, `${processes}.sqlite`);
      const all = Array.from({ length: processes }, () => new Process(file));
      const random = randomFrom(12);
      const any = () => elementAt(all, Math.floor(random() * all.length));
      any().run('create table "sessions" (idHash integer primary key, data text not null)');
      any().run('create table "people" (name text primary key, id integer)');
      const living = new Map<number, string>();
      const dead: string[] = [];
      const textOf = (id: number) => `${id}`.padStart(6, 'x').repeat(3) + 'y'.repeat(Math.floor(random() * 1500));
      for (let id = 0; id < STEPS; id++) {
        if (living.size < ROWS || random() < 0.5) {
          const text = textOf(id);
          if (id % 2 === 0) any().run('insert into "sessions" values (?, ?)', id, text);
          else any().run('insert into "people" values (?, ?)', text, id);
          living.set(id, text);
        } else {
          const victim = elementAt([...living.keys()], Math.floor(random() * living.size));
          if (victim % 2 === 0) any().run('delete from "sessions" where idHash = ?', victim);
          else any().run('delete from "people" where id = ?', victim);
          dead.push(living.get(victim) ?? '');
          living.delete(victim);
        }
        if (id % 100 === 0) await any().erasure.done();
      }
      for (const { erasure } of all) await erasure.done();
      const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
      const has = (text: string) => bytes.includes(text.slice(0, 18));
      expect(dead.length).to.be.above(1000);
      expect(dead.filter(has)).to.deep.equal([]);
      expect([...living.values()].filter((text) => !has(text))).to.deep.equal([]);
      expect(any().all('pragma integrity_check')).to.deep.equal([{ integrity_check: 'ok' }]);
      for (const each of all) each.close();
    });
});

/** What a process has of a database. */
class Process {
  readonly erasure = new Erasure();
  private readonly database: SqliteDatabase;

  constructor(file: string) {
    this.database = openSqlite(file, this.erasure);
  }

  run(statement: string, ...values: unknown[]): void {
    this.database.prepare(statement).run(values);
  }

  all(statement: string): readonly unknown[] {
    return this.database.prepare(statement).all([]);
  }

  close(): void {
    this.database.close();
  }
}
