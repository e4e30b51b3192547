import { type Generation, type ImageReference } from '../arm/model/providers/compute/index.ts';
import { type Resource } from '../arm/model/resource.ts';

export { type Generation, type ImageReference } from '../arm/model/providers/compute/index.ts';

/** Reads of every resource in local ARM as it is stored, secrets that ARM's GET hides (`customData`) included. */
export interface WorldView {
  get(id: string): Resource | undefined;
  /** Those directly and indirectly below `id`. */
  children(id: string): Resource[];
  /** @param subscriptionId all subscriptions when undefined. @param type with its namespace; compared ignoring case */
  ofType(subscriptionId: string | undefined, type: string): Resource[];
}

export interface SerialConsole {
  append(line: string): void;
  read(): string;
}

/**
 * What the hardware of a cluster sees of Azure: machines, wires, names, screens. It has no rights and needs none; what
 * the cluster itself does in Azure goes over the wire, as its own principal.
 */
export interface ArmWorld {
  view: WorldView;
  /** Calls back after each change of any resource, soon and perhaps once for several. */
  changed(listener: () => void): Disposable;
  /** The serial console of a virtual machine, as its boot diagnostics show it. */
  consoleOf(vmId: string): SerialConsole;
  /** The addresses of the A records of the public zones for this name, wildcards followed; none when it is unknown. */
  resolvePublic(name: string): string[];
  /** The hyper-V generation of a marketplace image in a region, or undefined when there is no such image. */
  imageGeneration(location: string, image: ImageReference): Generation | undefined;
  /** The generations that a size boots; none when the region lacks it. */
  sizeGenerations(location: string, vmSize: string): Generation[];
  /** `https://localhost:PORT`, without a slash. */
  armEndpoint: string;
  /** The root of Entra ID, without a slash. */
  authorityHost: string;
}
