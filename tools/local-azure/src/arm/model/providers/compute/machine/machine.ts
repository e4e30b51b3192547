import { type Json } from '../../../json.ts';
import { type Resource } from '../../../resource.ts';

/** A virtual machine that a PUT asks for. */
export interface Machine {
  id: string;
  name: string;
  location: string;
  zones: string[];
  plan: Json;
  properties: Json;
  /** What it was before. */
  current?: Resource;
}
