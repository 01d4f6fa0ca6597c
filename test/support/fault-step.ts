const STEP = Number(process.env['FAULTS_STEP'] ?? 1);

/**
 * How far it is from one call that is tampered with to the next. A change of the database is many `pwrite64` in a row: with
 * FAULTS_STEP=3, each third of them counts.
 */
export const stepFor = (call: string): number => (call === 'pwrite64' ? STEP : 1);
