// @ts-check
import { startWithin } from './behaviours.js';

startWithin(document);
