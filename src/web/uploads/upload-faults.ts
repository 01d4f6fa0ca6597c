import { MulterError } from 'multer';
import { faultOf as knownFault } from '../../catalog/storage-faults';
import * as errors from '../../errors';

/** The name of the field that has the files, where a form doesn't say another one. */
export const FIELD = 'file';

interface UploadLimits {
  fields: readonly string[];
  limit: number;
  tooLarge: () => errors.Fault;
}

/**
 * Turns an error of receiving files into a fault.
 * @param limits the form's fields for files, the most files, and what makes the fault of a file that is too large
 */
export function faultOfUpload(error: unknown, { fields, limit, tooLarge }: UploadLimits): unknown {
  if (!(error instanceof MulterError)) return knownFault(error) ?? errors.uploadMalformed(error);
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLarge();
    case 'LIMIT_FILE_COUNT':
      return errors.tooManyFiles(limit);
    case 'LIMIT_UNEXPECTED_FILE':
      return fields.includes(error.field ?? '') ? errors.tooManyFiles(limit) : errors.unexpectedFile();
    case 'LIMIT_PART_COUNT':
    case 'LIMIT_FIELD_COUNT':
      return errors.uploadTooManyParts();
    case 'LIMIT_FIELD_VALUE':
    case 'LIMIT_FIELD_KEY':
      return errors.fieldTooLong();
    default:
      return errors.uploadMalformed(error);
  }
}
