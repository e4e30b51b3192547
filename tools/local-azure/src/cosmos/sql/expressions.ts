import { type BinaryOperator, type Expression } from './ast.ts';
import { type Cursor } from './cursor.ts';
import { sqlError, unsupported } from './sql-error.ts';

const reserved = new Set(
  'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN JOIN LIKE LIMIT NOT NULL OFFSET OR ORDER SELECT TOP TRUE UNDEFINED VALUE WHERE'.split(
    ' ',
  ),
);

/** A name that is no keyword. */
export function identifier(cursor: Cursor): string {
  const token = cursor.next;
  if (token.kind !== 'word' || reserved.has(token.text.toUpperCase())) throw cursor.unexpected();
  return cursor.take().text;
}

/** Left-associative operators from the loosest to the tightest, after `AND`, `NOT` and comparisons. */
const arithmetic: BinaryOperator[][] = [['||'], ['+', '-'], ['*', '/', '%']];
const comparisons: BinaryOperator[] = ['=', '!=', '<=', '>=', '<', '>'];

/**
 * Parses one expression of Cosmos DB's SQL. From the loosest to the tightest: `? :` and `??`, `OR`, `AND`, `NOT`,
 * comparisons with `IN`, `BETWEEN` and `LIKE`, `||`, `+ -`, `* / %`, signs, `.name`, `[index]`.
 */
export class ExpressionParser {
  /** @param aliases what stands for the item; any name does while it is undefined */
  constructor(
    private readonly cursor: Cursor,
    private readonly isRoot: (name: string) => boolean,
  ) {}

  parse(): Expression {
    const test = this.coalesce();
    if (!this.cursor.accepts('?')) return test;
    const yes = this.parse();
    this.cursor.expect(':');
    return { kind: 'conditional', test, yes, no: this.parse() };
  }

  private coalesce(): Expression {
    const left = this.or();
    return this.cursor.accepts('??') ? { kind: 'binary', operator: '??', left, right: this.coalesce() } : left;
  }

  private or(): Expression {
    let left = this.and();
    while (this.cursor.accepts('OR')) left = { kind: 'binary', operator: 'OR', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.cursor.accepts('AND')) left = { kind: 'binary', operator: 'AND', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    return this.cursor.accepts('NOT') ? { kind: 'unary', operator: 'NOT', operand: this.not() } : this.comparison();
  }

  private comparison(): Expression {
    let left = this.binary(0);
    for (;;) {
      const operator = this.cursor.accepts('<>') ? '!=' : comparisons.find((one) => this.cursor.accepts(one));
      if (operator !== undefined) left = { kind: 'binary', operator, left, right: this.binary(0) };
      else if (this.cursor.accepts('NOT', 'IN')) left = negated(this.inList(left));
      else if (this.cursor.accepts('IN')) left = this.inList(left);
      else if (this.cursor.accepts('NOT', 'BETWEEN')) left = negated(this.between(left));
      else if (this.cursor.accepts('BETWEEN')) left = this.between(left);
      else if (this.cursor.accepts('NOT', 'LIKE')) left = negated(this.like(left));
      else if (this.cursor.accepts('LIKE')) left = this.like(left);
      else return left;
    }
  }

  private inList(value: Expression): Expression {
    this.cursor.expect('(');
    const list = this.cursor.list(() => this.parse());
    this.cursor.expect(')');
    return { kind: 'in', value, list };
  }

  private between(value: Expression): Expression {
    const low = this.binary(0);
    this.cursor.expect('AND');
    return { kind: 'between', value, low, high: this.binary(0) };
  }

  private like(value: Expression): Expression {
    const pattern = this.binary(0);
    return { kind: 'like', value, pattern, ...(this.cursor.accepts('ESCAPE') ? { escape: this.binary(0) } : {}) };
  }

  private binary(level: number): Expression {
    const operators = arithmetic[level];
    if (operators === undefined) return this.sign();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.cursor.accepts(one));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private sign(): Expression {
    for (const operator of ['-', '+'] as const) {
      if (this.cursor.accepts(operator)) return { kind: 'unary', operator, operand: this.sign() };
    }
    return this.postfix(this.primary());
  }

  private postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.cursor.accepts('.')) {
        const token = this.cursor.take();
        if (token.kind !== 'word') throw this.cursor.unexpected(token);
        of = { kind: 'member', of, name: token.text };
      } else if (this.cursor.accepts('[')) {
        const index = this.parse();
        this.cursor.expect(']');
        const isName = index.kind === 'literal' && typeof index.value === 'string';
        of = isName ? { kind: 'member', of, name: String(index.value) } : { kind: 'element', of, index };
      } else return of;
    }
  }

  private primary(): Expression {
    const { cursor } = this;
    const token = cursor.take();
    switch (token.kind) {
      case 'number':
        return { kind: 'literal', value: Number(token.text) };
      case 'string':
        return { kind: 'literal', value: token.text };
      case 'parameter':
        return { kind: 'parameter', name: token.text };
      case 'word':
        return this.word(token.text, token.at);
      default:
        if (token.text === '(') return this.parenthesis();
        if (token.text === '[') return { kind: 'array', elements: this.until(']', () => this.parse()) };
        if (token.text === '{') return { kind: 'object', members: this.until('}', () => this.member()) };
        throw cursor.unexpected(token);
    }
  }

  private word(text: string, at: number): Expression {
    const upper = text.toUpperCase();
    if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'literal', value: upper === 'TRUE' };
    if (upper === 'NULL') return { kind: 'literal', value: null };
    if (upper === 'UNDEFINED') return { kind: 'undefined' };
    if (upper === 'EXISTS' || upper === 'ARRAY') throw unsupported(upper, at);
    if (reserved.has(upper)) throw sqlError(`Syntax error, incorrect syntax near '${text}'.`, at);
    if (this.cursor.accepts('(')) return { kind: 'call', name: upper, args: this.until(')', () => this.parse()) };
    if (upper === 'UDF') throw unsupported('user-defined functions', at);
    if (this.isRoot(text)) return { kind: 'root', name: text };
    throw sqlError(`Identifier '${text}' could not be resolved.`, at, 'SC2001');
  }

  private parenthesis(): Expression {
    if (this.cursor.sees('SELECT')) throw unsupported('subqueries', this.cursor.next.at);
    const inner = this.parse();
    this.cursor.expect(')');
    return inner;
  }

  private member(): [string, Expression] {
    const token = this.cursor.take();
    if (token.kind !== 'string' && token.kind !== 'word') throw this.cursor.unexpected(token);
    this.cursor.expect(':');
    return [token.text, this.parse()];
  }

  private until<T>(end: string, parse: () => T): T[] {
    if (this.cursor.accepts(end)) return [];
    const elements = this.cursor.list(parse);
    this.cursor.expect(end);
    return elements;
  }
}

const negated = (operand: Expression): Expression => ({ kind: 'unary', operator: 'NOT', operand });
