/** Which objective and device, who may regulate, what is kept out for testing, the seed and the size of the model; what it will cost, in advance. */
import { NumberInput, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { setHeldOut, setRegulators, setSeed, setSettings, trainingChoices } from '../../../session/actions';
import type { ImportState, RunState } from '../../../session/state';
import { useImport, useRun } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { modulesText } from '../../../../present/text/presets';
import classes from '../check/CheckPage.module.css';
import { matrixGenes } from '../../../../dataset/recognise/matrixGenes';
import { NameField } from '../check/NameField';
import { AdvancedSettings } from './AdvancedSettings';
import { DeviceChoice } from './DeviceChoice';
import { HorizonField } from './HorizonField';
import { LabelChips } from './LabelChips';
import { modelCost, timeSentence, trainingSeconds } from './modelCost';
import { MemorySentence, MemoryWarning } from './MemoryNeed';
import { PresetChoice } from './PresetChoice';
import { sizeOfDataset, sizeOfOpened } from './runSize';

export function ModelSection() {
  const settings = useRun((run) => run.settings);
  const dataset = useRun((run) => run.dataset);
  // Not the whole state: it changes with every piece of a large file that is read.
  const opened = useImport((state) => state.opened);
  const mapping = useImport((state) => state.mapping);
  const recognition = useImport((state) => state.recognition);
  const left = useImport((state) => state.quality?.takingPart ?? state.recognition?.takingPart);
  const openDemo = useImport((state) => state.demo);
  useRun((run) => run.choices);
  const choices = trainingChoices();
  const known = useKnownGenes(opened, mapping, dataset);
  const labels = useMemo(() => perturbationLabels(recognition, dataset), [recognition, dataset]);
  const genes = mapping ? Math.min(mapping.genes.total, known.length) : known.length;
  const size = {
    genes,
    regulators: choices.regulators?.length ?? null,
    perturbations: left?.perturbations ?? labels.length,
    trained: left?.trained ?? labels.filter((label) => !choices.heldOut.includes(label)).length,
  };
  const runSize = left ? sizeOfOpened(left, size) : dataset && sizeOfDataset(dataset, size);
  const time = timeSentence(trainingSeconds(size, settings, navigator.hardwareConcurrency));
  const demo = useRun((run) => (opened ? openDemo : run.demo));
  return (
    <>
      <h2>Model</h2>
      <p className="quiet">
        {modelCost(size, settings)}{' '}
        {demo === 'myeloid' ? 'The demo is slowed down to be watched.' : time.text}{' '}
        {runSize ? <MemorySentence size={runSize} /> : null}
      </p>
      {time.long ? (
        <Message tone="warning" title="That will take long">
          <p>
            Fewer genes, candidate regulators, hidden modules or steps take less. The page stays usable
            meanwhile, and Stop keeps what was learned.
          </p>
        </Message>
      ) : null}
      {runSize ? <MemoryWarning size={runSize} /> : null}
      <div className={classes.fields}>
        <PresetChoice genes={genes} />
        <HorizonField key={settings.preset} />
        <DeviceChoice />
        <NameField
          label="Candidate regulators"
          description={`Paste the genes that may regulate others. Empty: ${genes <= 150 ? 'all genes' : 'the perturbed genes'}.`}
          known={known}
          value={choices.regulators ?? []}
          noun="genes"
          keepsUnknown
          onChange={(names) => {
            setRegulators(names.length === 0 ? null : names);
          }}
        />
        <div>
          <NameField
            label="Held-out perturbations"
            description="Never shown to the model; its error on them tells whether it generalises."
            known={labels}
            value={choices.heldOut}
            noun="perturbations"
            onChange={setHeldOut}
          />
          <LabelChips labels={labels} chosen={choices.heldOut} onChange={setHeldOut} />
        </div>
        <SeedField seed={settings.seed} />
        <NumberInput
          label="Steps"
          description="The step with the smallest error on perturbations left out is kept."
          size="xs"
          min={20}
          max={20_000}
          step={50}
          value={settings.steps}
          onChange={(typed) => {
            if (typeof typed === 'number' && typed >= 20) setSettings({ steps: typed });
          }}
        />
        <NumberInput
          label="Hidden modules"
          description={modulesText(settings.preset)}
          size="xs"
          min={1}
          max={2000}
          value={settings.modules ?? ''}
          onChange={(typed) => {
            setSettings({ modules: typeof typed === 'number' && typed >= 1 ? typed : null });
          }}
        />
      </div>
      <AdvancedSettings />
    </>
  );
}

/** The names that can be typed: as long as they are the same, one list. */
function useKnownGenes(
  opened: ImportState['opened'],
  mapping: ImportState['mapping'],
  dataset: RunState['dataset'],
): readonly string[] {
  const matrix = mapping?.matrix;
  const geneColumn = mapping?.geneColumn ?? null;
  return useMemo(
    () =>
      opened && matrix !== undefined ? matrixGenes(opened, { matrix, geneColumn }) : (dataset?.genes ?? []),
    [opened, matrix, geneColumn, dataset],
  );
}

function perturbationLabels(
  recognition: ImportState['recognition'],
  dataset: RunState['dataset'],
): readonly string[] {
  if (recognition)
    return recognition.labels.filter(({ role }) => role === 'perturbation').map(({ label }) => label);
  return [
    ...new Set(dataset?.conditions.filter((c) => c.interventions.length > 0).map(({ label }) => label)),
  ];
}

function SeedField({ seed }: { seed: number }) {
  const [text, setText] = useState(String(seed));
  const valid = /^\d{1,9}$/.test(text.trim());
  return (
    <TextInput
      label="Seed"
      description="The same seed gives the same network; on the processor bit for bit."
      inputMode="numeric"
      value={text}
      error={valid ? undefined : 'A whole number from 0 to 999,999,999'}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        if (/^\d{1,9}$/.test(typed.trim())) setSeed(Number(typed));
      }}
    />
  );
}
