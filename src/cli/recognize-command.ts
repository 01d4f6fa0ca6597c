import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import { addGalleryOptions } from './galleries/options';
import type { RecognizeOptions } from './galleries/recognize';

/** Adds `recognize`, which names who is in photos. */
export function addRecognizeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('recognize')
    .summary('say who is in photos')
    .description(
      'Says who is in photos, a line for each: names, names with a question mark where it isn’t sure, and how many faces are unknown. The photos aren’t stored. It works while the app runs or not.',
    )
    .argument('<photo...>', 'files of photos');
  addGalleryOptions(command)
    .option('--json', 'print a line of JSON for each photo, with faces as the API describes them')
    .action((files: string[], options: RecognizeOptions) => {
      const { recognize } = require('./galleries/recognize') as typeof import('./galleries/recognize.js');
      return recognize(files, options, context);
    });
}
