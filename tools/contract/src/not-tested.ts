/** Why a requirement has no test of its own: by its number. A decision is a file of `docs/decisions/`. */
export const notTested: Readonly<Record<string, { reason: string; decision?: string }>> = {
  R150: { reason: 'A create is answered with 201 and is visible at once; nothing answers it with 202.' },
  R155: { reason: 'No operation takes days.' },
  R199: { reason: 'No type below a cluster is served, in any version: 400 `InvalidResourceType`.' },
  R200: { reason: 'No type below a cluster is served, in any version: 400 `InvalidResourceType`.' },
  R201: { reason: "No resource of a customer's cluster is in a subscription of the service." },
  R202: { reason: 'The published API has no SKUs.' },
};
