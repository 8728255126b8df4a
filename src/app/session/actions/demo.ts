/**
 * The demos: one comes with the app, from its own address; the others are simulated in a worker. Read like any other file,
 * never saved.
 */
import { alone } from '../../../dataset/readers/group';
import type { DemoName, SimulatedDemo } from '../../../dataset/demoNames';
import { truthOf } from '../dropped';
import { importFailed } from '../importState';
import { pauseRun, resumeRun } from '../runner';
import { useImport, useRun } from '../stores';
import { loadMapping, open, simulate } from './import';
import { train } from './training';

const dataFile = 'myeloid.h5ad';
const truthFile = 'myeloid.truth.tsv';

/** Starts learning by itself, unless motion is unwanted. A file opened meanwhile takes precedence. */
export async function openDemo(demo: DemoName): Promise<void> {
  await readDemo(demo);
  const opened = useImport.getState();
  if (opened.demo !== demo || opened.phase !== 'checking') return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) await loadMapping();
  else await train();
}

/** The demo that is being read. */
let underWay: { readonly demo: DemoName; readonly read: Promise<void> } | null = null;

/**
 * The demo as an open file; nothing is learned. Where it was cancelled or failed, nothing is open. Asked for again while it
 * is read, it is read once, and both have it.
 */
export async function readDemo(demo: DemoName): Promise<void> {
  const { demo: opening, phase } = useImport.getState();
  const sameStill = underWay?.demo === demo && (phase === 'idle' || opening === demo);
  const own = sameStill && underWay ? underWay : { demo, read: readAnew(demo) };
  underWay = own;
  await own.read;
  if (underWay === own) underWay = null;
}

async function readAnew(demo: DemoName): Promise<void> {
  // Another demo that learns would take the processor from this one.
  const { demo: former, phase } = useRun.getState();
  const inTheWay = former !== null && (phase === 'running' || phase === 'preparing');
  const pausing = inTheWay ? pauseRun() : null;
  if (demo === 'myeloid') await readBundled();
  else await readSimulated(demo);
  await pausing;
  const cancelled = useImport.getState().phase === 'idle';
  if (inTheWay && cancelled && useRun.getState().phase === 'paused') await resumeRun();
}

async function readSimulated(demo: SimulatedDemo): Promise<void> {
  const made = await simulate(demo);
  if (!made) return;
  const before = useImport.getState();
  const truth = await truthOf(made.truth);
  if (useImport.getState() === before) await open(alone(made.data), { truth, demo });
}

async function readBundled(): Promise<void> {
  const before = useImport.getState();
  try {
    const [data, truth] = await Promise.all([fetchDemo(dataFile), fetchDemo(truthFile)]);
    const content = await data.blob();
    const edges = await truthOf(new File([await truth.blob()], truthFile));
    if (useImport.getState() !== before) return;
    await open(alone(new File([content], dataFile)), { truth: edges, demo: 'myeloid' });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    useImport.setState((state) => importFailed(state, { tag: 'demo-unavailable', detail }), true);
  }
}

async function fetchDemo(name: string): Promise<Response> {
  const response = await fetch(new URL(`demo/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response;
}
