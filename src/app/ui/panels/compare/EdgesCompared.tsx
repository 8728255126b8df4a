/** The number of strongest edges that are compared, the same on both sides. */
import { RangeInput } from '../../kit/RangeInput';
import { compareText } from '../../text/compare';
import { edgesAt, positionOf, POSITIONS } from '../../derived/edgeBudget';
import classes from './CompareDialog.module.css';

export function EdgesCompared(props: { edges: number; most: number; onChange: (edges: number) => void }) {
  const { edges, most } = props;
  const text = compareText.edgesOf(edges, most);
  return (
    <div>
      <div className={classes.budget}>
        <span>{compareText.edges}</span>
        <b>{text}</b>
      </div>
      <RangeInput
        label={compareText.edges}
        min={0}
        max={POSITIONS}
        step={1}
        value={positionOf(edges, most)}
        valueText={text}
        onSettle={() => undefined}
        onChange={(at) => props.onChange(edgesAt(at, edges, most))}
      />
    </div>
  );
}
