import { randomBytes } from 'node:crypto';
import { type Clock, type Duration, toInstant } from '@aro-rp/time';
