/** The guides of one perturbation beside each other: what each did to the target, and how strong it is beside the others. */
import type { GuideStrength } from '../../../../dataset/quality/guideConsistency';
import type { TargetEffect } from '../../../../dataset/quality/targetReport';
import { count, decimal } from '../../../../present/text/numbers';
import { changeText, movementText, strengthText } from '../../../../present/text/qualityTargets';
import { targetsText } from '../../text/quality';
import { ScrollRegion } from '../../kit/ScrollRegion';
import classes from './Quality.module.css';

export function GuidesTable(props: { effect: TargetEffect; strengths: readonly GuideStrength[] }) {
  const { perturbation, target, guides } = props.effect;
  const title = targetsText.guidesOf(perturbation, target);
  return (
    <div className={classes.guides}>
      <h3>{title}</h3>
      <ScrollRegion className={classes.scroll} label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">Guide</th>
              <th scope="col" className="number">
                Cells
              </th>
              <th scope="col" className="number">
                Mean
              </th>
              <th scope="col" className="number">
                Change
              </th>
              <th scope="col">Moves</th>
              <th scope="col">Strength</th>
            </tr>
          </thead>
          <tbody>
            {guides.map((guide) => {
              const strength = props.strengths.find((one) => one.guide === guide.guide);
              return (
                <tr key={guide.guide}>
                  <th scope="row">{guide.guide}</th>
                  <td className="number">{count(guide.cells)}</td>
                  <td className="number">{decimal(guide.mean)}</td>
                  <td className="number">{changeText(guide)}</td>
                  <td>{movementText(guide)}</td>
                  <td>{strengthText(strength)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="quiet">{targetsText.strengthNote}</p>
    </div>
  );
}
