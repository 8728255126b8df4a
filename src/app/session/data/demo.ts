/** The demos: some come with the app, the others are simulated in a worker. Read like any other file, never saved. */
import { alone } from '../../../dataset/readers/fileGroup';
import type { DemoName, SimulatedDemo } from '../../../dataset/dataset';
import { truthOf } from './dropped';
import { importFailed } from './importState';
import { useArrival, useImport, useRun } from '../stores';
import { firstNetwork } from '../view/viewBus';
import type { Imports } from './import';

/** What a demo asks of the run, which comes after the data. */
export interface DemoRun {
  loadTrainer(): void;
  pauseRun(): Promise<void>;
  resumeRun(): Promise<void>;
  train(): Promise<void>;
}

export function createDemos(
  imports: Pick<Imports, 'simulate' | 'open' | 'loadMapping' | 'measureEffects'>,
  run: DemoRun,
) {
  /** Starts training, except where reduced motion is preferred, and measures effects. A file opened meanwhile takes precedence. */
  async function openDemo(demo: DemoName): Promise<void> {
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isStill) void firstNetwork.then(() => run.loadTrainer());
    await readDemo(demo);
    const opened = useImport.getState();
    if (opened.demo !== demo || opened.phase !== 'checking') return;
    if (isStill) await imports.loadMapping();
    else await run.train();
    const { demo: openNow, mapping } = useImport.getState();
    if (openNow === demo && mapping) imports.measureEffects(mapping);
  }

  /** The demo that is being read. */
  let pending: { readonly demo: DemoName; readonly read: Promise<void> } | null = null;

  /** Opens the demo without training; where that is cancelled or fails, no file is open. A second call while it is read waits for the first. */
  async function readDemo(demo: DemoName): Promise<void> {
    const { demo: opening, phase } = useImport.getState();
    const sameStill = pending?.demo === demo && (phase === 'idle' || opening === demo);
    const own = sameStill && pending ? pending : { demo, read: readAnew(demo) };
    pending = own;
    useArrival.setState({ demo });
    await own.read;
    if (pending !== own) return;
    pending = null;
    useArrival.setState({ demo: null });
  }

  async function readAnew(demo: DemoName): Promise<void> {
    const { opened: openBefore } = useImport.getState();
    // A demo in training would slow down the reading.
    const { demo: former, phase } = useRun.getState();
    const slowsDown = former !== null && (phase === 'running' || phase === 'preparing');
    const pausing = slowsDown ? run.pauseRun() : null;
    if (demo === 'myeloid' || demo === 'sachs') await readBundled(demo);
    else await readSimulated(demo);
    await pausing;
    const cancelled = useImport.getState().opened === openBefore;
    if (slowsDown && cancelled && useRun.getState().phase === 'paused') await run.resumeRun();
  }

  async function readSimulated(demo: SimulatedDemo): Promise<void> {
    const made = await imports.simulate(demo);
    if (!made) return;
    const before = useImport.getState();
    const truth = await truthOf(made.truth);
    if (useImport.getState() === before) await imports.open(alone(made.data), { truth, demo });
  }

  /** Gives way to a file, link or run that is opened while the demo is fetched. */
  async function readBundled(demo: Exclude<DemoName, SimulatedDemo>): Promise<void> {
    const before = useImport.getState();
    try {
      const [data, edges] = await Promise.all([fetchDemo(`${demo}.h5ad`), fetchDemo(`${demo}.truth.tsv`)]);
      // The demo is read once the network of its earlier training is on screen.
      await firstNetwork;
      const truth = await truthOf(edges);
      if (useImport.getState() !== before) return;
      await imports.open(alone(data), { truth, demo });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      useImport.setState((state) => importFailed(state, { tag: 'demo-unavailable', detail }), true);
    }
  }

  return { openDemo, readDemo };
}

export type Demos = ReturnType<typeof createDemos>;

async function fetchDemo(name: string): Promise<File> {
  const response = await fetch(new URL(`demo/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return new File([await response.blob()], name);
}
