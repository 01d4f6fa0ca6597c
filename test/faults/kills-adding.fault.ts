import { describeKills } from '../support/kill-suite';
import { adding, answering, importing } from '../support/operations';

describeKills('what adds', [adding, answering, importing]);
