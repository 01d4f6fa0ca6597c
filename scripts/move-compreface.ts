// npm run move:compreface -- --from <address> --key <key> --to <address> --to-key <key> [--journal <file>] [--again]: moves the subjects and images of
// a CompreFace recognition service into a gallery, through both APIs. It can be interrupted and repeated: the journal (by default
// compreface-moved.jsonl in this folder) knows what is done. --again sends what was refused once more. docs/compreface.md says more.
import { parseArgs } from 'node:util';
import { move } from './compreface/move';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    ...{ from: text, key: text, to: text, 'to-key': text },
    journal: { type: 'string', default: 'compreface-moved.jsonl' },
    again: { type: 'boolean', default: false },
  },
});

async function run(): Promise<number> {
  const { from, key, to, 'to-key': toKey, journal, again } = values;
  if (!from || !key || !to || !toKey) {
    console.error('Please give --from, --key, --to and --to-key.');
    return 2;
  }
  const moved = await move({ from, fromKey: key, to, toKey, journal, isAgain: again }, ({ subject, image, outcome }) =>
    console.log(`${outcome}: ${image} of ${subject}`),
  );
  console.log(
    `${moved.subjects} people and ${moved.added} photos were added; ${moved.known} photos were there already.`,
  );
  for (const { subject, image, reason } of moved.refused) console.log(`refused: ${image} of ${subject}: ${reason}`);
  for (const { subject, reason } of moved.refusedSubjects) console.log(`refused: the person ${subject}: ${reason}`);
  return moved.refused.length + moved.refusedSubjects.length > 0 ? 1 : 0;
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
