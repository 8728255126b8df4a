/** How much memory a run may take in a browser. */
import type { MemoryHere } from './memory';

/** A page is ended by some browsers not far beyond. */
const MOST_OF_A_PAGE = 4e9;
/** Of the memory of the machine: the browser and others need some too. */
const SHARE = 0.5;
/** Of one WebAssembly memory. */
export const MOST_OF_AN_INSTANCE = 2 ** 31;

/** `navigator` as it is in a page or worker: few browsers tell the machine's memory, and none more than 8 GB of it. */
export function memoryOfBrowser(navigator: object): Omit<MemoryHere, 'workers'> {
  const told = 'deviceMemory' in navigator ? navigator.deviceMemory : undefined;
  const machine = typeof told === 'number' && told > 0 ? told * 1e9 : Infinity;
  return { inAll: Math.min(MOST_OF_A_PAGE, SHARE * machine), inOne: MOST_OF_AN_INSTANCE, copies: 2 };
}
