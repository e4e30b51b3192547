import { type LocalAzure } from '../../host/local-azure.ts';

/** Waits for what the cluster does by itself, looking again whenever the event loop comes round. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The last line on a machine's serial console. */
export const lastLine = (azure: LocalAzure, vmId: string): string =>
  azure.arm.serialConsole.read(vmId).trimEnd().split('\n').at(-1) ?? '';
