/** The network as the reader meets it, and the slider that was left where it is. */
import { useMemo } from 'react';
import { useRun, useView } from '../../../session/stores';
import { level } from '../../../../present/text/numbers';
import { previewSvg } from '../../network-view/figure/preview';
import { shareText } from '../../text/share';
import classes from './ShareDialog.module.css';

export function Preview({ withSliders }: { withSliders: boolean }) {
  const answer = useRun((run) => run.prediction);
  const genes = useRun((run) => run.dataset?.genes ?? []);
  const sliders = useView((view) => view.present.sliders);
  const address = useMemo(() => {
    const change =
      withSliders && answer
        ? { log2FoldChange: answer.prediction.log2FoldChange, set: answer.sliders }
        : null;
    const svg = previewSvg(change);
    return svg === null ? null : `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }, [withSliders, answer]);
  const moved = withSliders ? sliders.filter(({ value }) => value !== 1) : [];
  return (
    <div className={classes.preview}>
      {address === null ? (
        <p className="quiet">{shareText.noPreview}</p>
      ) : (
        <img src={address} alt={shareText.noPreview} />
      )}
      {moved.map(({ gene, value }) => (
        <p key={gene} className={classes.moved}>
          <b>{genes[gene]}</b> {level(value)}
        </p>
      ))}
    </div>
  );
}
