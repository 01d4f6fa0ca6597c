import type { Command } from 'commander';

/** Adds the options that say whose gallery a command is about. */
export const addGalleryOptions = (command: Command): Command =>
  command
    .option(
      '--user <who>',
      'whose gallery: the number, name, or e-mail address of somebody; needed if there are several users',
    )
    .option('--gallery <name>', 'its name, or what its address has after /g/ (default: the personal one)');
