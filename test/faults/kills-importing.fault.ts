import { describeKills } from '../support/kill-suite';
import { importing } from '../support/operations';

describeKills('an import', [importing]);
