/** What the reader sees first, as bytes. Gene numbers are read against the genes of the link: none in one of settings alone. */
import type { SharedView } from '../snapshot';
import { highestSlider } from '../view';
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { longestName, plain } from './plainText';

const mostEdges = 1e9;

/** How many genes and modules the link holds. */
interface Sizes {
  readonly genes: number;
  readonly modules: number;
}

/** What points beyond them is left out. */
export function writeView(writer: ByteWriter, view: SharedView, { genes, modules }: Sizes): void {
  const { selectedGene, time } = view;
  writer.byte(Number(view.step === 'perturb') + 2 * Number(view.bare));
  writer.whole(view.edgeBudget);
  writer.number(view.minimumStability);
  writer.whole(selectedGene === null || selectedGene >= genes ? 0 : selectedGene + 1);
  writer.byte(Number(time !== null));
  if (time !== null) writer.number(time);
  const sliders = view.sliders.filter(({ gene }) => gene < genes);
  writer.whole(sliders.length);
  for (const { gene, value } of sliders) {
    writer.whole(gene);
    writer.number(value);
  }
  const names = Object.entries(view.moduleNames).filter(([module]) => Number(module) < modules);
  writer.whole(names.length);
  for (const [module, name] of names) {
    writer.whole(Number(module));
    writer.text(plain(name, longestName));
  }
}

export function readView(reader: ByteReader, { genes, modules }: Sizes): SharedView {
  const flags = reader.byte();
  damagedUnless(flags < 4);
  const edgeBudget = reader.whole(mostEdges);
  const minimumStability = reader.number(0, 1);
  const selected = reader.whole(genes);
  const time = reader.flag() ? reader.number(-1e9, 1e9) : null;
  const sliders = Array.from({ length: reader.count(genes) }, () => {
    const gene = reader.whole(genes - 1);
    return { gene, value: reader.number(0, highestSlider) };
  });
  damagedUnless(new Set(sliders.map(({ gene }) => gene)).size === sliders.length);
  const names = Array.from({ length: reader.count(modules) }, () => {
    const module = reader.whole(modules - 1);
    return [module, reader.text(longestName)] as const;
  });
  return {
    step: flags % 2 === 1 ? 'perturb' : 'explore',
    bare: flags >= 2,
    edgeBudget,
    minimumStability,
    selectedGene: selected === 0 ? null : selected - 1,
    sliders,
    time,
    moduleNames: Object.fromEntries(names),
  };
}
