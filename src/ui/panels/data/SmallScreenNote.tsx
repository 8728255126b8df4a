/** On a phone: what works here and what does not. */
import classes from './SmallScreenNote.module.css';

export function SmallScreenNote() {
  return (
    <p className={classes.note}>Train on a computer; the network, the sliders and the tables work here.</p>
  );
}
