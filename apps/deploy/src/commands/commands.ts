import { type Command } from './command.ts';
import { region } from './region.ts';
import { rollback } from './rollback.ts';
import { rotate } from './rotate.ts';
import { service } from './service.ts';

/** In the order of `--help`. */
export const commands: readonly Command[] = [region, service, rollback, rotate];
