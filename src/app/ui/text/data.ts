/** Data in words: names of files and demos, accepted formats, published screens, reading progress. */
import { openableEndings, wordsOfFormats } from '../../../dataset/formats';
import type { RunState, ImportState } from '../../session/state';
import type { DemoName } from '../../../dataset/dataset';
import type { Snapshot } from '../../../share/snapshot';
import { MAX_SILENT_SECONDS, SILENT_SECONDS } from '../../session/data/silence';
import { bytes, fileSize, percent } from '../../../present/text/format';
import { readingPhases } from '../../../present/text/names';

interface DemoText {
  readonly name: string;
  readonly inSentence: string;
  /** Its purpose. */
  readonly line: string;
  /** The origin of its cells, at the start of a line. */
  readonly origin: string;
}

export const demoTexts: Readonly<Record<DemoName, DemoText>> = {
  myeloid: {
    name: 'Myeloid demo',
    inSentence: 'the demo',
    line: 'A simulated screen of the myeloid differentiation network (Krumsiek et al. 2011): 11 genes, true edges known.',
    origin: 'Simulated blood-cell differentiation',
  },
  sachs: {
    name: 'Signalling proteins (measured)',
    inSentence: 'the demo of signalling proteins',
    line: 'Measured cells: 11 signalling proteins of human T cells under inhibitors and activators (Sachs et al. 2005). Real data are harder: read the verdict.',
    origin: 'Measured: human T cells, flow cytometry (Sachs et al. 2005, CC0)',
  },
  hundred: {
    name: '100 genes, 40 knockouts (simulated)',
    inSentence: 'the demo of 100 genes',
    line: 'Synthetic genes in an acyclic network, 40 of them regulators, each knocked out. Simulated here in seconds.',
    origin: 'Synthetic genes, simulated here from a known acyclic network',
  },
  loops: {
    name: 'Loops (simulated)',
    inSentence: 'the demo with loops',
    line: '24 synthetic genes with feedback loops, 16 knocked out. Simulated here in seconds.',
    origin: 'Synthetic genes, simulated here from a known network with feedback loops',
  },
};

/** null without data. */
export function dataName({ shared, demo, dataset }: RunState): string | null {
  if (shared) return sharedName(shared);
  return demo ? demoTexts[demo].name : (dataset?.name ?? null);
}

/** The title of the sender, otherwise the name of the demo. */
export function sharedName({ title, demo }: Pick<Snapshot, 'title' | 'demo'>): string {
  if (title !== '') return title;
  return demo ? demoTexts[demo].name : 'A shared network';
}

/** '20 Nov 2026', from whole days since 1970 (UTC). */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** For the `accept` of a file input: control cells; and data, labels, known edges and saved runs. */
export const openableControls = openableEndings.join(',');
export const openable = `${openableControls},.gmt,.sif,.graphml,.cx2,.cyjs,.json,.yaml,.yml`;

export const openableWords = `${wordsOfFormats()}, also gzipped or zipped, or several samples of one experiment. It stays on this computer.`;

/** Published screens, downloaded on request, as harmonised by scPerturb (Peidli et al. 2024, doi 10.1038/s41592-023-02144-y). */
export const publicScreens = [
  {
    name: 'Datlinger et al. 2017, Nature Methods',
    line: 'Knockouts in T-cell receptor signalling, Jurkat cells: about 5,900 cells.',
    doi: '10.1038/nmeth.4177',
    file: 'DatlingerBock2017.h5ad',
  },
  {
    name: 'Dixit et al. 2016, Cell',
    line: 'Transcription factors knocked out in K562 cells, after 13 days.',
    doi: '10.1016/j.cell.2016.11.038',
    file: 'DixitRegev2016_K562_TFs_13_days.h5ad',
  },
  {
    name: 'Adamson et al. 2016, Cell',
    line: 'Genes of the unfolded protein response knocked down in K562 cells.',
    doi: '10.1016/j.cell.2016.11.048',
    file: 'AdamsonWeissman2016_GSM2406681_10X010.h5ad',
  },
  {
    name: 'Norman et al. 2019, Science',
    line: 'Genes activated alone and in pairs in K562 cells: about 111,000 cells.',
    doi: '10.1126/science.aax4438',
    file: 'NormanWeissman2019_filtered.h5ad',
  },
  {
    name: 'Replogle et al. 2022, Cell',
    line: 'About 2,000 essential genes knocked down in K562 cells: about 310,000 cells, more than 1 GB.',
    doi: '10.1016/j.cell.2022.05.013',
    file: 'ReplogleWeissman2022_K562_essential.h5ad',
  },
] as const;

export const collection = { name: 'scPerturb', address: 'https://zenodo.org/records/13350497' };

export function addressOfScreen({ file }: { readonly file: string }): string {
  return `${collection.address}/files/${file}`;
}

export const tableShape = {
  title: 'Shape of the table',
  rows: {
    label: 'Rows are',
    options: [
      { value: 'cells', label: 'cells or samples' },
      { value: 'genes', label: 'genes' },
    ],
  },
  firstLine: {
    label: 'The first line is',
    options: [
      { value: 'names', label: 'column names' },
      { value: 'values', label: 'values' },
    ],
  },
} as const;

/** The message while a file is read; `amount`: printed progress, '' while unknown; `share`: progress, 0 to 1. */
export function readingText({ phase, progress, fileName, controlsFile, demo, isSilent }: ImportState) {
  if (phase !== 'reading' && phase !== 'loading') return null;
  if (progress?.phase === 'simulating') {
    const share = progress.percent / 100;
    return {
      label: 'Simulating a screen',
      title: `Simulating ${demo ? demoTexts[demo].inSentence : 'a screen'}`,
      amount: percent(share),
      share,
      where: 'It is simulated in this tab; nothing is downloaded.',
    };
  }
  if (progress?.phase === 'downloading') {
    const { bytesDone, bytesTotal, host } = progress;
    return {
      label: 'Downloading a file',
      title: `Downloading ${fileName}`,
      amount: downloaded(bytesDone, bytesTotal),
      share: bytesTotal > 0 ? bytesDone / bytesTotal : 0,
      where: `Downloaded from ${host} into this tab; never uploaded.`,
    };
  }
  const known = progress !== null && progress.bytesTotal > 0;
  return {
    label: 'Reading a file',
    title: `${readingPhases[progress?.phase ?? 'opening']} ${controlsFile ?? (demo ? demoTexts[demo].inSentence : fileName)}`,
    amount: progress ? bytes(progress.bytesDone, progress.bytesTotal) : '',
    share: known ? progress.bytesDone / progress.bytesTotal : 0,
    where: isSilent ? silenceText(phase) : 'It is read in this tab and never uploaded.',
  };
}

function silenceText(phase: 'reading' | 'loading'): string {
  const silent = `No data for ${SILENT_SECONDS} seconds.`;
  return phase === 'reading'
    ? `${silent} The disk may be slow or the file damaged; reading stops after ${MAX_SILENT_SECONDS} seconds.`
    : `${silent} The values are being processed, or the file is damaged. Press Cancel to stop.`;
}

function downloaded(done: number, total: number): string {
  if (done === 0) return '';
  return total > 0 ? bytes(done, total) : fileSize(done);
}
