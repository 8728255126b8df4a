/** The worker of the Cells view: components, arrows and means of the cells of one data set; it ends with the view. See protocol.ts. */
import { expose, transfer } from 'comlink';
import type { Dataset } from '../src/dataset/dataset';
import { alongChange, contrastOf, moduleLevels } from '../src/dataset/pickedCells';
import { componentsOf, scoresOf, startMean } from '../src/dataset/embedding';
import { FLOW_COMPONENTS, flowOnComponents, flowOnPlaces } from '../src/dynamics/cellFlow';
import type { CellsApi } from './protocol';
import { receiveDataset } from './sendDataset';

let arrived: Promise<Dataset> | null = null;

async function dataset(): Promise<Dataset> {
  if (arrived === null) throw new Error('No cells were sent.');
  return arrived;
}

let placed: Promise<ReturnType<typeof place>> | null = null;

/** Once. */
function onComponents() {
  placed ??= dataset().then(place);
  return placed;
}

function place(cells: Dataset) {
  const components = componentsOf(cells, FLOW_COMPONENTS);
  if (components === null) return null;
  const all = Int32Array.from({ length: cells.cells }, (_, cell) => cell);
  return { components, points: scoresOf(cells, components, all, 2) };
}

const api: CellsApi = {
  async use(sent) {
    arrived = receiveDataset(sent);
    await arrived;
  },
  async components() {
    const found = await onComponents();
    if (found === null) return null;
    const [first = 0, second = 0] = found.components.shares;
    const points = found.points.slice();
    return transfer({ points, shares: [first, second] as const }, [points.buffer]);
  },
  async flow(model, changes, name) {
    const found = await onComponents();
    if (found === null) return [];
    const cells = await dataset();
    const places = cells.details?.places.find((one) => one.name === name);
    return places === undefined
      ? flowOnComponents(model, changes, cells, found.components, found.points)
      : flowOnPlaces(model, changes, cells, found.components, places.points);
  },
  async moduleLevels(genes) {
    const { values, genes: all } = await dataset();
    const levels = moduleLevels(values, all.length, genes);
    return transfer(levels, [levels.buffer]);
  },
  async alongChange(delta, set) {
    const cells = await dataset();
    const levels = alongChange(cells.values, startMean(cells), delta, set);
    return transfer(levels, [levels.buffer]);
  },
  async contrast(isPicked) {
    return contrastOf(await dataset(), isPicked);
  },
};

expose(api);
