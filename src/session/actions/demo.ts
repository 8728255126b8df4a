/** The bundled demo: fetched from the app's own address and read like any other file. It is never saved. */
import { alone } from '../../dataset/readers/group';
import { truthOf } from '../dropped';
import { importFailed } from '../importState';
import { useImport } from '../stores';
import { loadMapping, open } from './import';
import { train } from './training';

const dataFile = 'myeloid.h5ad';
const truthFile = 'myeloid.truth.tsv';

/** Starts learning by itself, unless motion is unwanted. A file opened meanwhile takes precedence. */
export async function openDemo(): Promise<void> {
  await readDemo();
  if (!useImport.getState().isDemo) return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) await loadMapping();
  else await train();
}

/** The demo as an open file; nothing is learned. */
export async function readDemo(): Promise<void> {
  const before = useImport.getState();
  try {
    const [data, truth] = await Promise.all([fetchDemo(dataFile), fetchDemo(truthFile)]);
    const content = await data.blob();
    const edges = await truthOf(new File([await truth.blob()], truthFile));
    if (useImport.getState() !== before) return;
    await open(alone(new File([content], dataFile)), { truth: edges, isDemo: true });
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
