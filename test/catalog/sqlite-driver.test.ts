import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { SqliteDatabase } from 'kysely';
import { openSqlite } from '../../src/catalog/sqlite-driver';

describe('a prepared statement, kept to be used again', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'familiar-faces-'));
  let database: SqliteDatabase;
  const run = (sql: string, ...values: unknown[]) => database.prepare(sql).run(values);
  const all = (sql: string, ...values: unknown[]) => database.prepare(sql).all(values);

  before(() => {
    database = openSqlite(path.join(folder, 'some.sqlite'));
    run('create table people (name text unique)');
    for (const name of ['Ada', 'Bea']) run('insert into people values (?)', name);
  });
  after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('is prepared once, and takes other values each time', () => {
    const sql = 'select name from people where name = ?';
    expect(database.prepare(sql)).to.equal(database.prepare(sql));
    expect(all(sql, 'Ada')).to.deep.equal([{ name: 'Ada' }]);
    expect(all(sql, 'Bea')).to.deep.equal([{ name: 'Bea' }]);
  });

  it('can be read step by step by two readers at a time', () => {
    const iterate = () => database.prepare('select name from people order by name').iterate([]);
    const [one, other] = [iterate(), iterate()];
    const read = [one, other, other, one, one, other].map(
      (each) => (each.next().value as { name: string } | undefined)?.name,
    );
    expect(read).to.deep.equal(['Ada', 'Ada', 'Bea', 'Bea', undefined, undefined]);
  });

  it('works on after a failure, and sees a table that has changed', () => {
    const insert = 'insert into people values (?)';
    expect(() => run(insert, 'Ada')).to.throw('UNIQUE');
    run('alter table people add column age integer');
    expect(all('select * from people where name = ?', 'Ada')).to.deep.equal([{ name: 'Ada', age: null }]);
    run('delete from people where name = ?', 'Bea');
    run('alter table people drop column age');
    expect(all('select * from people where name = ?', 'Ada')).to.deep.equal([{ name: 'Ada' }]);
    run(insert, 'Cleo');
    expect(all('select * from people where name = ?', 'Cleo')).to.deep.equal([{ name: 'Cleo' }]);
  });
});
