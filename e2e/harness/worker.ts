/** All devices in one module worker, as in the app; their results and differences as plain data. */
import { expose } from 'comlink';
import * as agreement from './agreement';
import * as bits from './bits';
import * as lifetime from './lifetime';
import * as ends from './overruns';

const checks = { ...agreement, ...bits, ...lifetime, ...ends };

export type Checks = typeof checks;

expose(checks);
