import { type Section } from './requirement.ts';
import { requestSections } from './requests.ts';
import { resourceSections } from './resources.ts';

/** The whole contract, in the order of its numbers. */
export const sections: readonly Section[] = [...requestSections, ...resourceSections];
