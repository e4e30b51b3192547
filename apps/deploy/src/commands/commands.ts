import { type Command } from './command.ts';
import { diff } from './diff.ts';
import { region } from './region.ts';
import { rollback } from './rollback.ts';
import { rotate } from './rotate.ts';
import { service } from './service.ts';
import { status } from './status.ts';
import { validate } from './validate.ts';

/** In the order of `--help`. */
export const commands: readonly Command[] = [region, service, rollback, rotate, validate, diff, status];
