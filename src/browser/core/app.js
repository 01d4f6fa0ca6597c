// @ts-check
import { startWithin } from './behaviors.js';
import { startDrops } from './drops.js';

startDrops();
startWithin(document);
