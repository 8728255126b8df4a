/** One gene by name and its level as a slider. Choosing another gene lets the former one go. */
import { NativeSelect } from '@mantine/core';
import type { Dataset } from '../../../../dataset/dataset';
import { endGesture, releaseAllSliders, setSlider, showScreen } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { level } from '../../../../present/text/numbers';
import { readerText } from '../../text/reader';
import { LevelInput } from '../perturb/LevelInput';
import classes from './ReaderSheet.module.css';

const none = '';

export function GeneChoice({ dataset }: { dataset: Dataset }) {
  const slider = useView((view) => view.present.sliders[0] ?? null);
  const choices = useChoices(dataset);
  const answers = useRun((run) => !run.shared || run.shared.instrument !== null);
  const value = slider?.value ?? 1;
  const name = slider ? (dataset.genes[slider.gene] ?? '') : '';
  if (!answers) return <p className="quiet">{readerText.noInstrument}</p>;
  return (
    <div className={classes.choice}>
      <div className={classes.row}>
        <NativeSelect
          size="md"
          aria-label={readerText.chooseGene}
          value={slider ? String(slider.gene) : none}
          data={[
            { value: none, label: readerText.noGene },
            ...choices.map((gene) => ({ value: String(gene), label: dataset.genes[gene] ?? '' })),
          ]}
          onChange={(event) => {
            releaseAllSliders();
            const chosen = event.currentTarget.value;
            if (chosen === none) return;
            setSlider(Number(chosen), 0);
            endGesture();
            showScreen({ step: 'perturb', inspector: 'run' });
          }}
        />
        <b className={classes.level}>{slider ? level(value) : ''}</b>
      </div>
      {slider ? (
        <>
          <div className={classes.range}>
            <LevelInput
              gene={name}
              value={value}
              onSettle={endGesture}
              onChange={(next) => {
                setSlider(slider.gene, next);
              }}
            />
          </div>
          <div className={classes.scale} aria-hidden>
            <span>out</span>
            <span>unchanged</span>
            <span>× 3</span>
          </div>
        </>
      ) : null}
    </div>
  );
}

/** Regulators first, as those are what a person would move; then the other genes. */
function useChoices(dataset: Dataset): readonly number[] {
  const network = useRun((run) => run.result?.network);
  const first = network ? [...network.regulators] : [...dataset.candidates];
  const known = new Set(first);
  return [...first, ...Array.from(dataset.genes.keys()).filter((gene) => !known.has(gene))];
}
