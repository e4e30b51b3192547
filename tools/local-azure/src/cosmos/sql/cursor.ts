import { sqlError } from './sql-error.ts';
import { type Token, tokenize } from './tokens.ts';

/** Steps through the tokens of one text. */
export class Cursor {
  private readonly tokens: Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  get next(): Token {
    return this.tokens[this.position] as Token;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.position++;
    return token;
  }

  /** Whether keywords, in any case, or a symbol come next. */
  sees(...texts: string[]): boolean {
    return texts.every((text, i) => {
      const token = this.tokens[Math.min(this.position + i, this.tokens.length - 1)] as Token;
      return (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === text;
    });
  }

  /** Takes them when they come next. */
  accepts(...texts: string[]): boolean {
    const isNext = this.sees(...texts);
    if (isNext) this.position += texts.length;
    return isNext;
  }

  expect(text: string): void {
    if (!this.accepts(text)) throw this.unexpected();
  }

  unexpected(token: Token = this.next): Error {
    return sqlError(`Syntax error, incorrect syntax near '${token.text}'.`, token.at);
  }

  /** One or more, between commas. */
  list<T>(parse: () => T): T[] {
    const elements = [parse()];
    while (this.accepts(',')) elements.push(parse());
    return elements;
  }
}
