import { type Who } from './world.ts';

/** What somebody may try in a region. */
export interface Attempt {
  what: string;
  /** May be done again and again, by everybody. @returns whether it was let through; what is not there is no refusal */
  by(who: Who): Promise<boolean>;
}
