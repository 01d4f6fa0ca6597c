// @ts-check
import { startWithin } from './behaviors.js';
import { watchMenus } from './menus.js';

watchMenus();
startWithin(document);
