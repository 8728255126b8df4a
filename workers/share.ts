/** The share worker: writes links, run files and the formats of other programs, reads the first two, and looks up genes. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { identify } from '../src/dataset/names/identity';
import type { NetworkFormatName } from '../src/network/formats/formats';
import { paletteOf } from '../src/present/figure/palette';
import { exportAnnData } from '../src/share/exports/annData';
import { asTheFormat, exportNetwork } from '../src/share/exports/networkExport';
import { predictedAnnData, predictedTable } from '../src/share/exports/predictedValues';
import { encodeEffects } from '../src/share/effectsLink';
import { decodeLink, encodeLink } from '../src/share/link';
import { readRunFile, writeRunFile } from '../src/share/runFile';
import { bytesOf, parseTypedJson } from '../src/share/typedJson';
import { receiveDataset } from './sendDataset';
import type { ShareApi } from './protocol';

const tsv = 'text/tab-separated-values';

const mediaTypes: Readonly<Record<NetworkFormatName, string>> = {
  tsv,
  sif: 'text/plain',
  graphml: 'application/xml',
  cx2: 'application/json',
  cyjs: 'application/json',
  gmt: tsv,
  regulons: tsv,
  pyscenic: 'text/csv',
  decoupler: 'text/csv',
};

const api: ShareApi = {
  identify,
  encode: (snapshot, tier) => encodeLink(snapshot, tier),
  decode: (text) => decodeLink(text),
  encodeEffects: (snapshot, most) => encodeEffects(snapshot, most),
  async write(sent, rest) {
    const run = { ...rest, dataset: await receiveDataset(sent) };
    return new Blob([...writeRunFile(run)], { type: 'application/json' });
  },
  async exportNetwork(format, network) {
    const text = await exportNetwork(format, network, asTheFormat, paletteOf('light'));
    return new Blob([text], { type: mediaTypes[format] });
  },
  async exportAnnData(run) {
    return new Blob([await exportAnnData(run, asTheFormat)], { type: 'application/x-hdf5' });
  },
  async exportPredicted(format, run, scenarios) {
    return format === 'tsv'
      ? new Blob([predictedTable(run, scenarios)], { type: tsv })
      : new Blob([await predictedAnnData(run, scenarios)], { type: 'application/x-hdf5' });
  },
  async exportCells(sent, rest, asked, time) {
    const { predictedCells } = await import('../src/share/exports/predictedCells');
    const cells = await predictedCells({ ...rest, dataset: await receiveDataset(sent) }, asked, time);
    if (typeof cells === 'string') return cells;
    const { bytes, ...told } = cells;
    return { ...told, blob: new Blob([bytes], { type: 'application/x-hdf5' }) };
  },
  async read(file) {
    const read = readRunFile(await parseTypedJson(bytesOf(file)), file.name);
    return read.ok ? transfer(read, [read.value.dataset.values.buffer]) : read;
  },
};

expose(api);
