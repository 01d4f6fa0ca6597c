import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import loadWabt from 'wabt';

const source = path.join(__dirname, '..', '..', 'src');

/** Expects that `<name>.ts` has the bytes of `<name>.wat`. @param name with its folders below `src` */
export async function expectAssembled(name: string): Promise<void> {
  const read = (ending: string) => readFileSync(path.join(source, `${name}.${ending}`), 'utf8');
  const wabt = await loadWabt();
  const program = wabt.parseWat(`${name}.wat`, read('wat'), { simd: true });
  program.validate();
  const assembled = Buffer.from(program.toBinary({}).buffer).toString('base64');
  const embedded = [...read('ts').matchAll(/^ {2}'([A-Za-z0-9+/=]+)',$/gm)].map(([, line]) => line).join('');
  expect(embedded).to.equal(assembled);
}
