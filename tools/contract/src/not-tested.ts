/** Why a requirement has no test of its own: by its number. A decision is a file of `docs/decisions/`. */
export const notTested: Readonly<Record<string, { reason: string; decision?: string }>> = {
  R150: { reason: 'A create is answered with 201 and is visible at once; nothing answers it with 202.' },
  R155: { reason: 'No operation takes days.' },
  R199: { reason: 'No type below a cluster is served, in any version: 400 `InvalidResourceType`.' },
  R200: { reason: 'No type below a cluster is served, in any version: 400 `InvalidResourceType`.' },
  R202: { reason: 'The published API has no SKUs.' },
  R214: {
    reason: 'Names need not be unique beyond their group; what has to be is answered by the PUT.',
    decision: '0018-no-route-for-names-or-links.md',
  },
  R217: {
    reason: 'ARM checks access to what a request names; the backend looks at it with rights of its own.',
    decision: '0018-no-route-for-names-or-links.md',
  },
};
