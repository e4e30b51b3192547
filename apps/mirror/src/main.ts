import { describeSettings } from '@aro-rp/service';
import { settings } from './settings.ts';

process.stdout.write(`${describeSettings(settings)}\n`);
