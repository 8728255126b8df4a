/** What the columns of a table mean, folded away below it. */
import classes from './Terms.module.css';

export function Terms({ terms }: { terms: readonly { readonly name: string; readonly why: string }[] }) {
  return (
    <details className={classes.terms}>
      <summary>What the columns mean</summary>
      <dl>
        {terms.map(({ name, why }) => (
          <div key={name}>
            <dt>{name}</dt> <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
