/** Several selected genes: their names, and what can be done with all of them. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { plural } from '../../../../present/text/format';
import { canPerturbTogether, perturbGenes } from '../../../session/view/genes';
import { copyNames } from '../../../session/page/networkCommands';
import { runCommand, useEnabled } from '../../kit/commands';
import { menuText, selectedText } from '../../text/network';
import { GeneChip } from './ChangeMark';
import classes from '../../kit/tab.module.css';

export function SelectedGenes({ genes, names }: { genes: readonly number[]; names: readonly string[] }) {
  const [said, say] = useState('');
  const canPerturb = useEnabled('knock-out');
  const copy = async () => say((await copyNames(genes)) ? menuText.copied(genes.length) : menuText.notCopied);
  return (
    <div className={classes.section}>
      <h2 className={classes.name}>{plural(genes.length, 'gene')} selected</h2>
      <div className={classes.chips}>
        {genes.map((gene) => (
          <GeneChip key={gene} gene={gene} name={names[gene]} />
        ))}
      </div>
      <div className={classes.chips}>
        <Button variant="default" disabled={!canPerturb} onClick={() => perturbGenes(genes, 0)}>
          {selectedText.knockOut}
        </Button>
        <Button variant="default" disabled={!canPerturb} onClick={() => perturbGenes(genes, 2)}>
          {selectedText.raise}
        </Button>
        <Button variant="default" onClick={runCommand('select-neighbours')}>
          {menuText.neighbours}
        </Button>
        <Button variant="default" onClick={runCommand('hide')}>
          {menuText.hide}
        </Button>
        <Button variant="default" onClick={() => void copy()}>
          {menuText.copy(genes.length)}
        </Button>
      </div>
      {!canPerturbTogether() && <p className="quiet">{selectedText.oneAtATime}</p>}
      <p className="quiet" role="status">
        {said}
      </p>
      <p className="caption">{selectedText.how}</p>
    </div>
  );
}
