import { describeKills } from '../support/kill-suite';
import { adding, answering } from '../support/operations';

describeKills('what adds', [adding, answering]);
