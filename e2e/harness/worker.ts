/** Devices side by side in a module worker, as the app runs them: what they find and how far apart they are, as plain data. */
import { expose } from 'comlink';
import * as agreement from './agreement';
import * as bits from './bits';
import * as lifetime from './lifetime';

const checks = { ...agreement, ...bits, ...lifetime };

export type Checks = typeof checks;

expose(checks);
