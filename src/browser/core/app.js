// @ts-check
import { startWithin } from './behaviors.js';
import { startDrops } from './drops.js';
import { watchMenus } from './menus.js';

watchMenus();
startDrops();
startWithin(document);
