const wrapping = /^failed to (fetch|load|create|generate)[^:]*:\s*/;

/** The innermost cause of a sentence that names the outermost first: what a person can do something about. */
export function innermost(sentence: string): string {
  let left = sentence;
  for (
    let shorter = left.replace(wrapping, '');
    shorter !== left && shorter !== '';
    shorter = left.replace(wrapping, '')
  )
    left = shorter;
  return left;
}

/**
 * An error in one line. Azure's SDK for Go adds the request and the whole answer, over many lines; of those, what the
 * answer says of itself is told, without the ids that change from one try to the next.
 */
export function reasonOf(message: string): string {
  const [first = '', ...more] = innermost(message).split('\n');
  if (more.length === 0) return first;
  const answer = /"(?:error_description|message)": ?("(?:[^"\\]|\\.)*")/.exec(more.join('\n'))?.[1];
  if (answer === undefined) return [first, ...more.map((line) => line.trim())].filter((line) => line !== '').join(' ');
  const place = first.replace(/(?:\S+ authentication failed\.|(?:GET|POST|PUT|HEAD) https?:\/\/\S*)\s*$/, '');
  return `${place}${textOf(answer).replace(/\s*(?:\r?\n|\s)(?:Trace ID|Correlation ID|Timestamp): [^]*$/, '')}`;
}

function textOf(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
