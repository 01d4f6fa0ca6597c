// @ts-check
import { startWithin } from './behaviors.js';

startWithin(document);
