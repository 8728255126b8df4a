/** What the data on screen is called: the file's name, the demo's, or the title a link came with. */
import type { RunState, ImportState } from '../../session/state';
import type { DemoName } from '../../../dataset/demoNames';
import type { Snapshot } from '../../../share/snapshot';
import type { TableReading } from '../../../dataset/readers/text/columnRoles';
import { MOST_SILENT_SECONDS, SILENT_SECONDS } from '../../session/silence';
import { bytes, fileSize, percent } from '../../../present/text/format';
import { readingPhases } from '../../../present/text/mapping';

interface DemoText {
  readonly name: string;
  readonly inSentence: string;
  /** What one can open it for. */
  readonly line: string;
  /** Where its cells come from, as the beginning of a line. */
  readonly origin: string;
}

export const demoTexts: Readonly<Record<DemoName, DemoText>> = {
  myeloid: {
    name: 'Myeloid demo',
    inSentence: 'the demo',
    line: 'A simulated screen of the myeloid differentiation network (Krumsiek et al. 2011): 11 genes, its true edges known.',
    origin: 'Simulated blood-cell differentiation',
  },
  hundred: {
    name: '100 genes, 40 knockouts (simulated)',
    inSentence: 'the demo of 100 genes',
    line: 'Invented genes in a network without loops, 40 of them regulators, each knocked out. Simulated here in some seconds.',
    origin: 'Invented genes, simulated here from a known network without loops',
  },
  loops: {
    name: 'Loops (simulated)',
    inSentence: 'the demo with loops',
    line: '24 invented genes that activate and repress each other in circles, 16 knocked out. Simulated here in a second or two.',
    origin: 'Invented genes, simulated here from a known network with feedback loops',
  },
};

/** null: nothing is on screen. */
export function dataName({
  shared,
  demo,
  dataset,
}: Pick<RunState, 'shared' | 'demo' | 'dataset'>): string | null {
  if (shared) return sharedName(shared);
  return demo ? demoTexts[demo].name : (dataset?.name ?? null);
}

/** The title a person gave, else what is known of it. */
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

/** Which files can be opened, as file dialogs and people read it. */

/** For the `accept` of a file input: data, labels, known edges. */
const data = '.h5ad,.h5seurat,.h5,.loom,.mtx,.zip,.tar,.csv,.tsv,.txt,.gz';

/** Runs that were saved as a file as well. */
export const openable = `${data},.json`;
/** Files of control cells. */
export const openableControls = data;

export const openableWords =
  '.h5ad, .h5seurat, 10x .h5, .mtx with its features and barcodes, .loom, a Zarr folder, .csv, .tsv or .txt, also gzipped or zipped, or several samples of one experiment. It stays on this computer.';

/**
 * Published screens that lie elsewhere, as harmonised by scPerturb (Peidli et al. 2024, doi 10.1038/s41592-023-02144-y; Zenodo
 * record 13350497). Nothing of them comes with the app.
 */
interface PublicScreen {
  readonly name: string;
  readonly line: string;
  readonly doi: string;
  readonly file: string;
}

const record = '13350497';

export const publicScreens: readonly PublicScreen[] = [
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
    line: 'Some 2,000 essential genes knocked down in K562 cells: about 310,000 cells, over a gigabyte.',
    doi: '10.1016/j.cell.2022.05.013',
    file: 'ReplogleWeissman2022_K562_essential.h5ad',
  },
];

export const collection = { name: 'scPerturb', address: `https://zenodo.org/records/${record}` };

export function addressOfScreen({ file }: PublicScreen): string {
  return `${collection.address}/files/${file}`;
}

/** How a table was read, as a question that can be answered otherwise. */

interface Choice<Field extends keyof TableReading> {
  readonly label: string;
  readonly options: readonly { readonly value: NonNullable<TableReading[Field]>; readonly label: string }[];
}

export const tableShape: {
  readonly title: string;
  readonly rows: Choice<'rows'>;
  readonly firstLine: Choice<'firstLine'>;
} = {
  title: 'Shape of the table',
  rows: {
    label: 'Rows are',
    options: [
      { value: 'cells', label: 'cells' },
      { value: 'genes', label: 'genes' },
    ],
  },
  firstLine: {
    label: 'The first line is',
    options: [
      { value: 'names', label: 'names of the columns' },
      { value: 'values', label: 'values, like the others' },
    ],
  },
};

/** What is said while a file is read, or simulated first. */

interface ReadingText {
  /** Of the whole message. */
  readonly label: string;
  readonly title: string;
  /** How far, in figures; '' before anything is known. */
  readonly amount: string;
  /** How far, 0 to 1. */
  readonly share: number;
  readonly where: string;
}

export function readingText({
  phase,
  progress,
  fileName,
  controlsFile,
  demo,
  isSilent,
}: Pick<
  ImportState,
  'phase' | 'progress' | 'fileName' | 'controlsFile' | 'demo' | 'isSilent'
>): ReadingText | null {
  if (phase !== 'reading' && phase !== 'loading') return null;
  if (progress?.phase === 'simulating') {
    const share = progress.percent / 100;
    return {
      label: 'Simulating a screen',
      title: `Simulating ${demo ? demoTexts[demo].inSentence : 'a screen'}`,
      amount: percent(share),
      share,
      where: 'It is made in this tab; nothing is fetched.',
    };
  }
  if (progress?.phase === 'downloading') {
    const { bytesDone, bytesTotal, host } = progress;
    return {
      label: 'Downloading a file',
      title: `Downloading ${fileName}`,
      amount: downloaded(bytesDone, bytesTotal),
      share: bytesTotal > 0 ? bytesDone / bytesTotal : 0,
      where: `It comes from ${host} and stays in this tab.`,
    };
  }
  const known = progress !== null && progress.bytesTotal > 0;
  return {
    label: 'Reading a file',
    title: `${readingPhases[progress?.phase ?? 'opening']} ${controlsFile ?? (demo ? demoTexts[demo].inSentence : fileName)}`,
    amount: progress ? bytes(progress.bytesDone, progress.bytesTotal) : '',
    share: known ? progress.bytesDone / progress.bytesTotal : 0,
    where: isSilent ? silenceText(phase) : 'It is read in this tab and sent nowhere.',
  };
}

function silenceText(phase: 'reading' | 'loading'): string {
  const silent = `Nothing has come of it for ${SILENT_SECONDS} seconds.`;
  return phase === 'reading'
    ? `${silent} It may be damaged: after ${MOST_SILENT_SECONDS} it is given up.`
    : `${silent} Either much is being computed, or the file is damaged: Cancel ends it.`;
}

function downloaded(done: number, total: number): string {
  if (done === 0) return '';
  return total > 0 ? bytes(done, total) : fileSize(done);
}
