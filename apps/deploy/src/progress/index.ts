export { jsonLines } from './json-lines.ts';
export { liveView } from './live.ts';
export { type Paint, paintOf, wantsColours } from './paint.ts';
export { plainLines } from './plain.ts';
export { type Progress } from './progress.ts';
