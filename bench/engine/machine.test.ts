import { expect, it } from 'vitest';
import { cpuMsOfTree, parseStat } from './machine';

it('reads processor time and parent whatever a process calls itself', () => {
  // As proc(5) lists the fields: pid, (comm), state, ppid, …, utime and stime as the 14th and 15th.
  const text = '42 (a (bad) name) S 7 1 1 0 -1 4194560 1 2 3 4 250 50 8 9 20 0 1 0 5 6 7';
  expect(parseStat(text)).toEqual({ pid: 42, parent: 7, cpuMs: 3000 });
  expect(parseStat('nothing of the kind')).toBeNull();
});

it.runIf(process.platform === 'linux')('counts what this process has used', () => {
  const { user, system } = process.cpuUsage();
  expect(cpuMsOfTree(process.pid)).toBeGreaterThan((user + system) / 1000 / 2);
});
