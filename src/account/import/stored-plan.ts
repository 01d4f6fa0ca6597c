import type { Import } from './import-rows';
import type { PlanSummary } from './plan-lines';

/** A stored plan: its summary, and the path of its file in the store. */
export type Plan = PlanSummary & { path: string };

/** Reads the plan of an import's row. */
export const planOf = ({ plan }: Pick<Import, 'plan'>): Plan | undefined =>
  plan === null ? undefined : (JSON.parse(plan) as Plan); // written by `store`

/** About how much a plan takes up: its file, which ends with what was said, and the zip's people in the catalog: twice what their lines do. */
export const planBytes = ({ found, said }: PlanSummary) => said.to + 2 * (found.to - found.from);

/** The files that an import has in the store: its zip, and its plan if there is one. */
export const filesOf = (row: Pick<Import, 'path' | 'plan'>): string[] =>
  [row.path, planOf(row)?.path].filter((each) => each !== undefined);
