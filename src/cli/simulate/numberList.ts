/** Options that take several numbers with commas between them. */
import { InvalidArgumentError } from 'commander';
import { numberWithin } from '../numberOptions';

/** Each from `least` to `most`, in ascending order, each once, `longest` at most. */
export function numberList(least: number, most: number, longest: number): (typed: string) => number[] {
  const read = numberWithin(least, most);
  return (typed) => {
    const numbers = typed.split(',').map((part) => read(part.trim()));
    if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError('A number is there twice.');
    if (numbers.length > longest) throw new InvalidArgumentError(`At most ${longest} numbers are taken.`);
    return numbers.toSorted((a, b) => a - b);
  };
}
