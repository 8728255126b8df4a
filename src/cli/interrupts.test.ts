import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { onInterrupts } from './host';

function listening() {
  const signals = new EventEmitter();
  const told: string[] = [];
  const stop = onInterrupts(
    signals,
    () => told.push('interrupted'),
    () => told.push('exit'),
  );
  const send = (signal: string) => signals.emit(signal, signal);
  return { signals, told, stop, send };
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s interrupts a command once', (signal) => {
  const { told, send } = listening();
  send(signal);
  expect(told).toEqual(['interrupted']);
});

it('a second Ctrl-C ends the program, a second SIGHUP does not', () => {
  const { told, send } = listening();
  send('SIGHUP');
  send('SIGHUP');
  expect(told).toEqual(['interrupted']);
  send('SIGINT');
  expect(told).toEqual(['interrupted', 'exit']);
});

it('nothing is heard after listening has stopped', () => {
  const { signals, told, stop, send } = listening();
  stop();
  send('SIGHUP');
  expect(told).toEqual([]);
  expect(signals.eventNames()).toEqual([]);
});
