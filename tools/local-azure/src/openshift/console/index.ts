export { type ConsoleOptions, createConsole } from './console.ts';
export { consoleHost, oauthHost, oauthMetadata } from './hosts.ts';
export { tokenLifetime } from './oauth.ts';
export { type Overview } from './pages.ts';
export { hashPassword, verifyPassword } from './password.ts';
