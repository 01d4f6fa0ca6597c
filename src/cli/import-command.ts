import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import type { ImportOptions } from './galleries/import-photos';
import { addGalleryOptions } from './galleries/options';

/** Adds `import`, which adds labeled photos to a gallery. */
export function addImportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .summary('add the photos of a folder or zip to a gallery')
    .description(
      'Adds the photos of a folder or a zip to a gallery, by the rules of the page Import: each folder is named like the person in its photos, and an export of FamiliarFaces brings back all that is in it. Photos that the gallery has already are passed over, so the same can be imported again. The app has to be stopped, unless PROCESSES lets others share its folder.',
    )
    .argument('<folder or zip>', 'a folder with a folder for each person, or a zip of one');
  addGalleryOptions(command)
    .option('--json', 'print JSON: how many files had which outcome, and what became of each')
    .action((source: string, options: ImportOptions) => {
      const { importPhotos } = require('./galleries/import-photos') as typeof import('./galleries/import-photos.js');
      return importPhotos(source, options, context);
    });
}
