/** What computers that share the work of a run send each other: resampled fits, and prepared data with a checksum that fits. */
import { createHash } from 'node:crypto';
import { Failure } from '../../src/cli/failure';
import { preparedIn, writePrepared } from '../../src/cli/preparedFile';
import { summarise } from '../../src/inference/confidence/summarise';
import { fitsSuit, readFits, type SharedFits, writeFits } from '../../src/share/fitsFile';
import { wholeText } from '../../src/share/typedJson';
import { sampleReady } from '../support/cli/sampleReady';
import { wholeRun } from '../support/share/wholeRun';
import { alienPrototype, type FuzzFormat, type Reading, readingOf } from './case';
import { mutatedJson, mutatedText } from './mutateText';

const { dataset, result } = wholeRun();
const { network, modules } = result;

const shares = wholeText(
  writeFits({
    run: 'abc',
    of: 6,
    fits: [0, 4].map((index) => ({
      index,
      weights: network.weights.map((weight) => weight * (1 + index)),
      modules,
      responses: network.weights.map((weight) => -weight),
    })),
    labels: {
      shuffled: {
        check: { error: 1.1, stableShare: 0.5 },
        chance: { mean: network.weights, deviation: network.weights.map(Math.abs) },
      },
    },
  }),
);

/** Written again they are the same, and those of the run can be summarised. */
function sharesFault(read: SharedFits): string | null {
  const alien = alienPrototype(read);
  if (alien !== null) return `${alien} has another prototype.`;
  const text = wholeText(writeFits(read));
  const again = readFits(text);
  if (!again.ok) return `Written again, they are refused: ${again.error.tag}.`;
  if (wholeText(writeFits(again.value)) !== text) return 'Written again, they are others.';
  // As many as they say are listed.
  if (Array.from({ length: read.of }).length > 1000) return 'They are too many.';
  if (fitsSuit(read, network)) summarise(result, dataset, read.fits, read.labels?.shuffled ?? null);
  return null;
}

const sharesFormat: FuzzFormat = {
  name: 'shared fits',
  draw(random) {
    const content = mutatedJson(shares, random);
    return { content, read: () => readingOf(readFits(content), sharesFault) };
  },
};

const [header = '', about = '', data = ''] = wholeText(writePrepared(sampleReady)).split('\n');

const preparedFormat: FuzzFormat = {
  name: 'prepared data',
  draw(random) {
    const isAbout = random.integer(3) === 0;
    const body = isAbout
      ? `${mutatedJson(about, random)}\n${data}\n`
      : `${about}\n${mutatedJson(data, random)}\n`;
    const sha256 = createHash('sha256').update(body).digest('hex');
    const whole = `${JSON.stringify({ ...(JSON.parse(header) as object), sha256 })}\n${body}`;
    const content = random.integer(8) === 0 ? mutatedText(whole, random) : whole;
    return { content, read: () => readReady(content) };
  },
};

const refuse = (why: string) => new Failure(2, { title: 'refused', why, next: '' });

async function readReady(content: string): Promise<Reading> {
  try {
    const read = await preparedIn([content], refuse);
    const alien = alienPrototype(read);
    if (alien !== null) return { end: 'read', fault: `${alien} has another prototype.` };
    const text = wholeText(writePrepared(read));
    const isSame = wholeText(writePrepared(await preparedIn([text], refuse))) === text;
    return { end: 'read', fault: isSame ? null : 'Written again, it is another data set.' };
  } catch (error) {
    if (error instanceof Failure) return { end: error.words.why, fault: null };
    throw error;
  }
}

export const sharedWorkFormats: readonly FuzzFormat[] = [sharesFormat, preparedFormat];
