/** Effects of published screens, and of made-up ones in which nothing happens. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createImport } from '../../src/dataset/import';
import type { Mapping } from '../../src/dataset/mapping';
import { alone } from '../../src/dataset/readers/fileGroup';
import { measureEffects } from '../../src/effects/measure';
import { changedGenes, toldPerturbations } from '../../src/present/report/effects';

const silent = () => undefined;

const sets: readonly {
  readonly name: string;
  readonly file: string;
  readonly overrides?: Partial<Mapping>;
}[] = [
  { name: 'Papalexi', file: 'papalexi-thp1-eccite/papalexi.h5ad' },
  { name: 'Datlinger', file: 'datlinger-jurkat-cropseq/datlinger.h5ad' },
  { name: 'Datlinger, stimulated', file: 'datlinger-jurkat-cropseq/datlinger-stimulated-400.h5ad' },
  { name: 'inert, few controls', file: 'null-screens/inert-few-controls.h5ad' },
  { name: 'no network, few controls', file: 'null-screens/no-network-few-controls.h5ad' },
  { name: 'no network, many controls', file: 'null-screens/no-network-many-controls.h5ad' },
  {
    name: 'no network, no controls',
    file: 'null-screens/no-network-no-controls.h5ad',
    overrides: { control: { mode: 'others' } },
  },
];

export interface RealEffects {
  readonly name: string;
  readonly perturbations: number;
  readonly acting: number;
  /** 'JAK2 81, …', those that change most. */
  readonly most: string;
  /** Shares of p of controls beside controls; NaN where not tested. */
  readonly below05: number;
  readonly below001: number;
  readonly seconds: number;
}

/** @param folder of external data; sets that it lacks are left out */
export async function realEffects(folder: string): Promise<readonly RealEffects[]> {
  const found: RealEffects[] = [];
  for (const { name, file, overrides = {} } of sets) {
    const path = join(folder, 'real', file);
    if (!existsSync(path)) continue;
    const data = createImport();
    const opened = await data.open(alone(new File([await readFile(path)], basename(path))), silent);
    if (!opened.ok) throw new Error(`${path} cannot be read`);
    const { mapping } = await valueOf(data.recognise(overrides));
    const screen = await valueOf(data.everyGene(mapping, silent));
    const start = performance.now();
    const effects = await measureEffects(screen, 'auto', silent);
    const seconds = (performance.now() - start) / 1000;
    data.close();
    const { lines } = toldPerturbations(effects, screen, 0.05);
    const acting = lines.filter(({ acts }) => acts);
    const all = effects.calibration.at(-1);
    found.push({
      name,
      perturbations: lines.length,
      acting: acting.length,
      most: acting.map((line) => `${line.label} ${changedGenes(line)}`).join(', '),
      below05: all?.below05 ?? NaN,
      below001: all?.below001 ?? NaN,
      seconds,
    });
  }
  return found;
}

async function valueOf<T>(
  outcome: Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false }>,
): Promise<T> {
  const awaited = await outcome;
  if (!awaited.ok) throw new Error('The screen cannot be read');
  return awaited.value;
}
