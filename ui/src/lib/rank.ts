/** How well something answers what is looked for: the same words always find the same things in the same order. */

/**
 * How far the best fit of all words is from perfect; 0 is perfect, nothing when a word fits nowhere. Fields are given
 * with the most telling first, in lower case; words too. A word of `whole` is found by itself alone, not by a part of it.
 */
export function distance(words: readonly string[], fields: readonly string[], whole: readonly string[] = []): number | undefined {
  let sum = 0;
  for (const word of words) {
    const best = nearest(word, fields) ?? (whole.includes(word) ? FITS.word : undefined);
    if (best === undefined) return undefined;
    sum += best;
  }
  return sum;
}

/** What is looked for, as words to be found in any order. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A worse fit in a telling field is still worth more than a good one in a less telling field, but for whole values. */
const FITS = { whole: 0, start: 1, word: 2, inside: 4, letters: 8 } as const;
const FIELD = 0.25;

function nearest(word: string, fields: readonly string[]): number | undefined {
  let best: number | undefined;
  fields.forEach((field, index) => {
    const fit = fitOf(word, field, index === 0);
    if (fit !== undefined && (best === undefined || fit + index * FIELD < best)) best = fit + index * FIELD;
  });
  return best;
}

function fitOf(word: string, field: string, loosely: boolean): number | undefined {
  const at = field.indexOf(word);
  if (at === 0) return field.length === word.length ? FITS.whole : FITS.start;
  if (at > 0) return startsAWord(field, word, at) ? FITS.word : FITS.inside;
  return loosely && word.length > 1 && hasLetters(word, field) ? FITS.letters : undefined;
}

function startsAWord(field: string, word: string, from: number): boolean {
  for (let at = from; at >= 0; at = field.indexOf(word, at + 1)) {
    if (at === 0 || BETWEEN.test(field[at - 1]!)) return true;
  }
  return false;
}

/** `cfa` in `churn-features-adhoc`: each letter begins a word, or follows the one before. */
function hasLetters(word: string, field: string): boolean {
  // Where the letters so far may end: all ways at once, so that no name makes it slow.
  let ends = new Set<number>();
  for (let letter = 0; letter < word.length; letter += 1) {
    const first = Math.min(...ends);
    const next = new Set<number>();
    for (let at = field.indexOf(word[letter]!); at >= 0; at = field.indexOf(word[letter]!, at + 1)) {
      const begins = (at === 0 || BETWEEN.test(field[at - 1]!)) && (letter === 0 || first < at);
      if (begins || ends.has(at - 1)) next.add(at);
    }
    if (next.size === 0) return false;
    ends = next;
  }
  return true;
}

const BETWEEN = /[\s\-_./:@]/;
