/** The instrument: genes set by the person, each with a slider, and who answers; the answer follows while one moves. */
import { Button, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { endGesture, releaseAllSliders, releaseSlider, setSlider } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { readerText } from '../../text/reader';
import classes from '../inspector/Inspector.module.css';
import { GeneSlider } from './GeneSlider';
import { RespondersOfSliders } from './RespondersOfSliders';
import own from './PerturbTab.module.css';
import { TimeChoice } from './TimeChoice';

export function PerturbTab() {
  const dataset = useRun((run) => run.dataset);
  const trainable = useRun((run) => run.summary.step > 0 || run.result !== null);
  const sliders = useView((view) => view.present.sliders);
  const answers = useRun((run) => !run.shared || run.shared.instrument !== null);
  if (!answers) return <p className={classes.empty}>{readerText.noInstrument}</p>;
  if (!dataset || !trainable) {
    return <p className={classes.empty}>Train first: what is learned answers here.</p>;
  }
  return (
    <>
      <section className={classes.section} aria-labelledby="change-title">
        <div className={classes.head}>
          <h2 id="change-title" className={classes.grow}>
            Change genes
          </h2>
          {sliders.length > 0 ? (
            <Button
              variant="subtle"
              color="gray"
              c="var(--text-2)"
              leftSection={<IconRefresh size={15} stroke={1.75} aria-hidden />}
              onClick={releaseAllSliders}
            >
              Release all
            </Button>
          ) : null}
        </div>
        {sliders.length > 0 ? (
          <>
            <div className={own.scale} aria-hidden>
              <span>out</span>
              <span>unchanged</span>
              <span>× 3</span>
            </div>
            <ul className={own.list}>
              {sliders.map(({ gene, value }) => (
                <GeneSlider
                  key={gene}
                  gene={dataset.genes[gene] ?? ''}
                  value={value}
                  onChange={(next) => {
                    setSlider(gene, next);
                  }}
                  onSettle={endGesture}
                  onRemove={() => {
                    releaseSlider(gene);
                  }}
                />
              ))}
            </ul>
          </>
        ) : null}
        <TimeChoice dataset={dataset} />
        <AddGene genes={dataset.genes} chosen={sliders.map(({ gene }) => gene)} />
      </section>
      {sliders.length > 0 ? (
        <div className={classes.section}>
          <RespondersOfSliders dataset={dataset} />
        </div>
      ) : (
        <div className={classes.section}>
          <Suggestion dataset={dataset} />
        </div>
      )}
    </>
  );
}

function AddGene(props: { genes: readonly string[]; chosen: readonly number[] }) {
  const [search, setSearch] = useState('');
  const options = props.genes
    .map((label, gene) => ({ value: String(gene), label }))
    .filter(({ value }) => !props.chosen.includes(Number(value)));
  return (
    <Select
      size="xs"
      aria-label="Add a gene to change"
      placeholder="Add a gene…"
      searchable
      limit={50}
      data={options}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage="No modelled gene has this in its name"
      comboboxProps={{ withinPortal: true }}
      onChange={(gene) => {
        if (gene !== null) setSlider(Number(gene), 0);
        endGesture();
        setSearch('');
      }}
    />
  );
}

/** Starts with a change that the screen itself made, so that there is something measured beside the answer. */
function Suggestion({ dataset }: { dataset: Dataset }) {
  const single = dataset.conditions.flatMap(({ interventions }) =>
    interventions.length === 1 ? interventions : [],
  );
  const measured = single.find(({ kind }) => kind !== 'overexpression') ?? single[0];
  if (!measured) return null;
  const name = dataset.genes[measured.gene] ?? '';
  const up = measured.kind === 'overexpression';
  return (
    <Message
      tone="plain"
      title="No predictions yet"
      actions={
        <Button
          onClick={() => {
            setSlider(measured.gene, up ? 2 : 0);
            endGesture();
          }}
        >
          {up ? `Double ${name}` : `Knock out ${name}`}
        </Button>
      }
    >
      <p>Set a gene to “out” and its predicted effect appears here, beside what was measured.</p>
    </Message>
  );
}
