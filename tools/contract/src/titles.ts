/** A test of one or more requirements, as its title has it. */
export interface TestTitle {
  numbers: string[];
  /** What the test shows, without the numbers. */
  sentence: string;
}

/** A text in source code that begins with the numbers of requirements: a title, whichever function it is given to. */
const title = /(['"`])((?:R\d{3} )+)((?:\\.|(?!\1)[^\\\n])+)\1/g;

/** The titles in the source of a spec, in their order. */
export const titlesIn = (source: string): TestTitle[] =>
  [...source.matchAll(title)].map(([, , numbers = '', sentence = '']) => ({
    numbers: numbers.trim().split(' '),
    sentence: sentence.replace(/\\(.)/g, '$1'),
  }));
