/** One module: its name (editable), genes and regulators. */
import { Button, TextInput } from '@mantine/core';
import { moduleStabilityHint, modulesText, stabilityOfLink } from '../../../../present/text/confidence';
import { percent } from '../../../../present/text/format';
import { probability } from '../../../../present/text/geneSets';
import { renameModule } from '../../../session/page/actions';
import { openEnrichment } from '../../../session/methods/enrichment';
import { useRun, useView } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { enrichmentText, nameSourceText } from '../../text/enrichment';
import { ModuleList } from '../../network-view/NetworkFilters';
import { GeneChip } from './ChangeMark';
import classes from '../../kit/tab.module.css';

export function ModuleTab() {
  const selection = useView((view) => view.present.selection);
  const index = selection?.kind === 'module' ? selection.module : -1;
  const module = useRun((run) => run.result?.modules[index]);
  const name = useView((view) => view.present.moduleNames[index]);
  const source = useView((view) => view.present.namedAfter[index]);
  const dataset = useRun((run) => run.dataset);
  const hint = useRun((run) => (run.shared ? stabilityOfLink : moduleStabilityHint(run.result)));
  const about = useRun((run) => modulesText(run.result));
  if (!module) {
    return (
      <div className={classes.section}>
        <h2>Modules</h2>
        <p className="quiet">{about}</p>
        <ModuleList />
      </div>
    );
  }
  return (
    <div className={classes.section}>
      <TextInput
        key={`${index} ${source ? name : ''}`}
        label="Module name"
        description={
          source ? nameSourceText(source, probability(source.q)) : 'Leave empty to restore the default name.'
        }
        maxLength={60}
        defaultValue={name ?? module.name}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
        onBlur={(event) => {
          const typed = event.currentTarget.value;
          if (typed !== (name ?? module.name)) renameModule(index, typed === module.name ? '' : typed);
        }}
      />
      <div className={classes.head}>
        <h3 className={classes.grow}>{module.genes.length} genes</h3>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${enrichmentText.button} ${name ?? module.name}`}
          onClick={() => openEnrichment('modules', module.name)}
        >
          {enrichmentText.button}
        </Button>
      </div>
      <GeneChips genes={module.genes} names={dataset?.genes ?? []} />
      <h3>Strongest regulators</h3>
      <GeneChips genes={module.regulators} names={dataset?.genes ?? []} />
      <StatList>
        <StatRow label="Stability" hint={hint}>
          {module.stability === null ? 'not measured' : percent(module.stability)}
        </StatRow>
      </StatList>
    </div>
  );
}

function GeneChips(props: { genes: readonly number[]; names: readonly string[] }) {
  return (
    <div className={classes.chips}>
      {props.genes.map((gene) => (
        <GeneChip key={gene} gene={gene} name={props.names[gene]} />
      ))}
    </div>
  );
}
