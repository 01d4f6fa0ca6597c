import { describeDiskErrors } from '../support/disk-error-suite';

// What lasts is the same for the app whatever its name is, and takes as long again: disk-errors-full.fault.ts.
describeDiskErrors({ title: 'abuse 77', error: 'EIO', what: 'finds the disk failing', lasts: [''] });
