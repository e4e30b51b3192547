/**
 * The target of a request as path and query, with one leading slash. An absolute target loses scheme and host (RFC
 * 9112 3.2.2), doubled slashes are what generic SDKs send before an id, and a fragment is not the server's to see.
 */
export const originForm = (target: string): string =>
  target
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
    .replace(/^\/*/, '/')
    .replace(/#.*$/s, '');
