import { describeKills } from '../support/kill-suite';
import { deletingPerson, deletingPhoto, exporting, recognizing, renaming } from '../support/operations';

describeKills('what changes, recognizes and exports', [
  renaming,
  deletingPhoto,
  deletingPerson,
  recognizing,
  exporting,
]);
