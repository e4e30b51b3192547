import { type Column, type Expression, type Ordering, type Query, type Selection } from './ast.ts';
import { Cursor } from './cursor.ts';
import { ExpressionParser, identifier } from './expressions.ts';
import { sqlError, unsupported } from './sql-error.ts';

/** Names are resolved while reading, so `FROM`, which comes after `SELECT`, is looked for first. */
function findAlias(cursor: Cursor): string | undefined {
  let depth = 0;
  let isMember = false;
  while (cursor.next.kind !== 'end') {
    if (depth === 0 && !isMember && cursor.accepts('FROM')) return readFrom(cursor);
    const { kind, text } = cursor.take();
    if (kind === 'symbol' && '([{'.includes(text)) depth++;
    if (kind === 'symbol' && ')]}'.includes(text)) depth--;
    isMember = kind === 'symbol' && text === '.';
  }
  return undefined;
}

function readFrom(cursor: Cursor): string {
  if (cursor.sees('(')) throw unsupported('subqueries', cursor.next.at);
  const name = identifier(cursor);
  if (cursor.sees('.') || cursor.sees('[') || cursor.sees('IN')) {
    throw unsupported('FROM over a part of the items', cursor.next.at);
  }
  const hasAlias =
    cursor.accepts('AS') ||
    (cursor.next.kind === 'word' && !/^(WHERE|GROUP|ORDER|OFFSET|JOIN)$/i.test(cursor.next.text));
  const alias = hasAlias ? identifier(cursor) : name;
  if (cursor.sees('JOIN') || cursor.sees(',')) throw unsupported('JOIN', cursor.next.at);
  return alias;
}

class QueryParser {
  private readonly cursor: Cursor;
  private readonly alias: string | undefined;
  private readonly expressions: ExpressionParser;

  constructor(text: string) {
    this.alias = findAlias(new Cursor(text));
    this.cursor = new Cursor(text);
    this.expressions = new ExpressionParser(this.cursor, (name) => name === this.alias);
  }

  parse(): Query {
    const { cursor } = this;
    cursor.expect('SELECT');
    const isDistinct = cursor.accepts('DISTINCT');
    const top = cursor.accepts('TOP') ? this.count() : undefined;
    const select = this.selection();
    if (cursor.accepts('FROM')) readFrom(cursor);
    const where = cursor.accepts('WHERE') ? this.expressions.parse() : undefined;
    const groupBy = cursor.accepts('GROUP', 'BY') ? cursor.list(() => this.expressions.parse()) : [];
    const orderBy = cursor.accepts('ORDER', 'BY') ? cursor.list(() => this.ordering()) : [];
    const page = cursor.accepts('OFFSET') ? this.page() : {};
    if (cursor.next.kind !== 'end') throw cursor.unexpected();
    if (groupBy.length > 0 && orderBy.length > 0)
      throw sqlError("'ORDER BY' is not supported together with 'GROUP BY'.");
    if (top !== undefined && 'offset' in page) throw sqlError("'TOP' is not supported together with 'OFFSET LIMIT'.");
    return {
      isDistinct,
      select,
      groupBy,
      orderBy,
      ...(top === undefined ? {} : { top }),
      ...(this.alias === undefined ? {} : { alias: this.alias }),
      ...(where === undefined ? {} : { where }),
      ...page,
    };
  }

  private selection(): Selection {
    if (this.cursor.accepts('*')) {
      if (this.alias === undefined) throw sqlError("'SELECT *' needs a FROM clause.");
      return { kind: 'all' };
    }
    if (this.cursor.accepts('VALUE')) return { kind: 'value', expression: this.expressions.parse() };
    return { kind: 'list', columns: this.cursor.list(() => this.column()) };
  }

  private column(): Column {
    const expression = this.expressions.parse();
    if (this.cursor.accepts('AS')) return { expression, alias: this.cursor.take().text };
    const isAlias =
      this.cursor.next.kind === 'word' && !/^(FROM|WHERE|GROUP|ORDER|OFFSET)$/i.test(this.cursor.next.text);
    return isAlias ? { expression, alias: identifier(this.cursor) } : { expression };
  }

  private ordering(): Ordering {
    const expression = this.expressions.parse();
    const isDescending = this.cursor.accepts('DESC');
    if (!isDescending) this.cursor.accepts('ASC');
    return { expression, isDescending };
  }

  private page(): { offset: Expression; limit: Expression } {
    const offset = this.count();
    this.cursor.expect('LIMIT');
    return { offset, limit: this.count() };
  }

  private count(): Expression {
    const token = this.cursor.take();
    if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.cursor.unexpected(token);
    return { kind: 'literal', value: Number(token.text) };
  }
}

const parsed = new Map<string, Query>();

/** Parses one query; texts that come again are not parsed again. @throws CosmosError 400 */
export function parseQuery(text: string): Query {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const query = new QueryParser(text).parse();
  if (parsed.size >= 500) parsed.clear();
  parsed.set(text, query);
  return query;
}
