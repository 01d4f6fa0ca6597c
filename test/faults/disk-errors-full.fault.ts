import { describeDiskErrors } from '../support/disk-error-suite';

describeDiskErrors({ title: 'abuse 76', error: 'ENOSPC', what: 'finds the disk full', lasts: ['', '+'] });
