/**
 * Property tests draw the same examples in every run, so that no change is refused for what it did not do. To look further:
 * `PROPERTY_SEED=7 PROPERTY_RUNS=3000 npm run unit`.
 */
import fc from 'fast-check';

const { PROPERTY_SEED = '1', PROPERTY_RUNS = '' } = process.env;
fc.configureGlobal({ seed: Number(PROPERTY_SEED), ...(PROPERTY_RUNS && { numRuns: Number(PROPERTY_RUNS) }) });
