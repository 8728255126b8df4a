import { select } from '../../../session/page/actions';
import classes from '../../kit/tab.module.css';

/** A gene as a button that selects it. */
export function GeneChip({ gene, name }: { gene: number; name: string | undefined }) {
  return (
    <button type="button" className={classes.chip} onClick={() => select({ kind: 'gene', gene })}>
      {name}
    </button>
  );
}
