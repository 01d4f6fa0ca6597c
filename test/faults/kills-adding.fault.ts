import { describeKills } from '../support/kill-suite';
import { adding, importing } from '../support/operations';

describeKills('what adds', [adding, importing]);
