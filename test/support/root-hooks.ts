import { forgetStrangers } from './people';

/** What mocha does around every file, when files run at the same time; else around all of them together. */
export const mochaHooks = { beforeAll: forgetStrangers };
