// npm run accuracy -- <folder>: measures how well the app tells your own people apart. The folder has one folder for
// each person, with at least two photos of that person alone. Nothing is stored. docs/accuracy.md explains the figures.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { readConfig } from '../src/config';
import { EnginePool } from '../src/engine/engine-pool';
import { describeFolder } from './accuracy/describe-folder';
import { type LikenessRates, tryLikeness } from './accuracy/try-likeness';
import { type Rates, tryNames } from './accuracy/try-names';

/** How many photos of each person are enrolled, in one table row each. */
const ENROLLED = [1, 3];

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function row(
  enrolled: number,
  { right, wrong, rightAsked, wrongAsked, strangersNamed, strangersAsked, queries, strangers }: Rates,
): string {
  const cells = [
    enrolled,
    queries,
    percent(right / queries),
    percent(wrong / queries),
    percent(rightAsked / queries),
    percent(wrongAsked / queries),
    strangers,
    percent(strangersNamed / strangers),
    percent(strangersAsked / strangers),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** How many photos a person has when others are added, in one table row each. */
const HAVING = [1, 2, 3, 4];

const likenessRow = (having: number, { own, ownAsked, strangers, strangersTaken }: LikenessRates): string =>
  `| ${[having, own, percent(ownAsked / own), strangers, percent(strangersTaken / strangers)].join(' | ')} |`;

async function main(folder: string | undefined): Promise<void> {
  if (!folder)
    throw new Error('Which folder? npm run accuracy -- <folder>, with one folder of photos for each person in it.');
  const config = readConfig(process.env);
  const people = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const engine = await EnginePool.start(config, pino({ level: 'warn' }));
  try {
    const photos = await describeFolder(
      engine,
      path.resolve(folder),
      people.map(({ name }) => name),
      config.workers,
    );
    const found = photos.filter(({ descriptor }) => descriptor);
    console.log(
      `${people.length} people, ${photos.length} photos; a face was found in ${found.length} (${percent(found.length / photos.length)}).`,
    );
    for (const { person, file, refusal } of photos) if (refusal) console.log(`  ${person}/${file}: ${refusal}`);
    console.log();
    console.log(
      '| enrolled each | queries | right name | wrong name | right question | wrong question | strangers | stranger named | stranger asked |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const enrolled of ENROLLED) {
      const rates = await tryNames(found, enrolled, config.match);
      if (rates.queries > 0) console.log(row(enrolled, rates));
    }
    console.log('\nAdded under a name that has photos already:\n');
    console.log('| photos before | own photos | asked about | strangers’ photos | added without a question |');
    console.log('|---|---|---|---|---|');
    const described = found.flatMap(({ person, descriptor }) => (descriptor ? [{ person, descriptor }] : []));
    for (const having of HAVING) {
      const rates = tryLikeness(described, having);
      if (rates.own > 0) console.log(likenessRow(having, rates));
    }
  } finally {
    await engine.close();
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
