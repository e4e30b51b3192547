export function bundle(
  app: string,
  options?: { folder?: string; version?: string },
): Promise<{ outfile: string; inputs: string[] }>;
