import { type Plugin } from 'esbuild';

export function bundle(
  app: string,
  options?: { folder?: string; version?: string; plugins?: Plugin[] },
): Promise<{ outfile: string; inputs: string[] }>;
