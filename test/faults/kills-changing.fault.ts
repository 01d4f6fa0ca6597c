import { describeKills } from '../support/kill-suite';
import { deletingPerson, deletingPhoto, exporting, recognising, renaming } from '../support/operations';

describeKills('what changes, recognises and takes along', [
  renaming,
  deletingPhoto,
  deletingPerson,
  recognising,
  exporting,
]);
