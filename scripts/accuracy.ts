// npm run accuracy -- --photos <folder> [--groups <folder>] [--network <id>]: measures how well the app tells your own people apart. The first folder has one
// folder for each person, with photos of that person alone; the second has photos of several of them, and says in `names.txt` who is on
// each. Without folders, it takes the sample photos of face-api.js, which say something about strangers only. Faces are
// described by the network of new galleries, or by another one that the app has. Nothing is stored.
// docs/accuracy.md explains the figures.
import path from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { readConfig } from '../src/config';
import type { RunningEngine } from '../src/engine/contract';
import type { DescriptorNetwork } from '../src/engine/descriptor-network';
import { elementAt } from '../src/engine/element-at';
import { EnginePool } from '../src/engine/engine-pool';
import { closenessOf, isClose } from '../src/gallery/closeness';
import { ruleOf, unlikeFor } from '../src/gallery/thresholds';
import { describeBy, describeFolder, describeGroups, type LabeledPhoto, peopleIn } from './accuracy/describe-folder';
import { groupByPerson, type LabeledFace } from './accuracy/draw-photos';
import { rulesToTry } from './accuracy/rules';
import { describeSamples } from './accuracy/sample-faces';
import { LIKENESS_HEAD, likenessRow, NAMES_HEAD, namesRow } from './accuracy/tables';
import { tryLikeness } from './accuracy/try-likeness';
import { tryNames } from './accuracy/try-names';

/** The sizes of galleries to try, as far as the photos reach: how many people, and how many photos of each. */
const PEOPLE = [5, 10, 50];
const PHOTOS = [1, 3, 5];
/** How many photos a person has when others are added, in one table row each. */
const HAVING = [1, 2, 3, 4];

/** The numbers of people to try, of those who have so many photos: the usual ones, and everybody if those are fewer. */
function sizesFor(withEnough: number): number[] {
  const sizes = PEOPLE.filter((people) => people <= withEnough);
  const isCovered = sizes.includes(withEnough) || withEnough > Math.max(...PEOPLE);
  return isCovered || withEnough < 2 ? sizes : [...sizes, withEnough];
}

function report(photos: readonly LabeledPhoto[]): LabeledFace[] {
  const found = photos.flatMap(({ person, face }) => (face ? [{ person, ...face }] : []));
  const people = groupByPerson(photos).size;
  console.log(`${people} people, ${photos.length} photos; a face was found in ${found.length}.`);
  for (const { person, file, refusal } of photos) if (refusal) console.log(`  ${person}/${file}: ${refusal}`);
  return found;
}

/** Says whether the app would warn of these people. */
async function reportCloseness(faces: readonly LabeledFace[], network: DescriptorNetwork): Promise<void> {
  const people = [...groupByPerson(faces)].map(([name, own], id) =>
    own.map(({ enrolled }, i) => ({
      ...{ person: { id, handle: name, name }, imageName: `${name}-${i}` },
      ...{ descriptor: enrolled, network: network.id },
    })),
  );
  const found = await closenessOf(people, ruleOf(network).sure);
  const [pair] = found.pairs;
  console.log(
    `\nWith all of them enrolled, ${found.close} of ${found.photos} photos are close to somebody else, and ${found.confused} are closer than to ` +
      `their own. ${pair ? `The closest pair is ${pair.one.name} and ${pair.other.name}, ${pair.distance.toFixed(2)} apart. ` : ''}` +
      `The app ${isClose(found) ? 'warns that these people look alike to it' : 'has nothing to say about that'}.`,
  );
}

/** Finds a network by its id; without one, that of new galleries. @throws when there is none with this id */
function networkOf({ networks }: RunningEngine, wanted: string | undefined): DescriptorNetwork {
  const found = wanted === undefined ? networks[0] : networks.find(({ id }) => id === wanted);
  if (!found) throw new Error(`Which network? There is ${networks.map(({ id }) => id).join(', ')}.`);
  return found;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { photos: { type: 'string' }, groups: { type: 'string' }, network: { type: 'string' } },
    allowPositionals: true,
  });
  const folder = values.photos ?? positionals[0];
  const config = readConfig(process.env);
  const engine = await EnginePool.start(config, pino({ level: 'warn' }));
  try {
    const network = networkOf(engine, values.network);
    const describe = describeBy(engine, network.id);
    const faces = report(
      folder
        ? await describeFolder(describe, path.resolve(folder), peopleIn(folder), config.workers)
        : await describeSamples(describe),
    );
    const groups = values.groups ? await describeGroups(describe, path.resolve(values.groups)) : [];
    const rules = rulesToTry(network, config.match);
    console.log(`\nDescribed by ${network.name}.\n\n${NAMES_HEAD}`);
    const byPerson = [...groupByPerson(faces).values()];
    for (const photos of PHOTOS) {
      for (const people of sizesFor(byPerson.filter((own) => own.length >= photos).length)) {
        const size = { people, photos };
        const rates = await tryNames(faces, groups, size, rules);
        for (const [i, each] of rates.entries()) console.log(namesRow(size, elementAt(rules, i).name, each));
      }
    }
    console.log(`\nAdded under a name that has photos already:\n\n${LIKENESS_HEAD}`);
    const enrolled = faces.map(({ person, enrolled: descriptor }) => ({ person, descriptor }));
    for (const having of HAVING) {
      const rates = tryLikeness(enrolled, having, unlikeFor(network.id));
      if (rates.own > 0) console.log(likenessRow(having, rates));
    }
    await reportCloseness(faces, network);
  } finally {
    await engine.close();
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
