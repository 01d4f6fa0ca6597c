import type { Command } from 'commander';
import type { CommandContext } from './command-context';
import type { ExportOptions } from './galleries/export-gallery';
import { addGalleryOptions } from './galleries/options';

/** Adds `export`, which writes a gallery into a zip. */
export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a gallery into a zip')
    .description(
      'Writes a gallery into a zip, with its user’s own results, as the page My data does: photos in a folder for each person, and a list that another FamiliarFaces imports. The gallery’s other members’ results aren’t in it. It works while the app runs or not.',
    )
    .argument('[zip]', 'the file to write (default: a name by the gallery and the day, in this folder)');
  addGalleryOptions(command)
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print JSON: the file, and its size in bytes')
    .action((target: string | undefined, options: ExportOptions) => {
      const { exportGallery } = require('./galleries/export-gallery') as typeof import('./galleries/export-gallery.js');
      return exportGallery(target, options, context);
    });
}
