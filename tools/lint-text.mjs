/**
 * Lints texts as if they stood in files: JSON `[{file, code}]` on standard input, `[[{rule, message}]]` on standard
 * output, in the same order. For the test of the boundaries.
 */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const probes = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const results = [];
for (const { file, code } of probes) {
  const [result] = await eslint.lintText(code, { filePath: file });
  results.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(results));
