/** What the console shows of its cluster. */
export interface Overview {
  /** `4.16.30` */
  version?: string;
  nodes?: { name: string; roles: string; status: string }[];
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font-family: sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
label, button { display: block; margin-top: 1rem; }
input { display: block; width: 100%; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.2rem 1rem 0.2rem 0; }
</style>
</head>
<body>
${body}
</body>
</html>
`;

/** @param then where a login leads. @param message why there is none yet */
export const loginPage = (then: string, message?: string): string =>
  page(
    'Log in to your account',
    `<h1>Log in to your account</h1>
${message === undefined ? '' : `<p role="alert">${escapeHtml(message)}</p>`}
<form method="post" action="/login">
<input type="hidden" name="then" value="${escapeHtml(then)}">
<label>Username <input name="username" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button>
</form>`,
  );

export const consolePage = (domain: string, user: string, { version, nodes }: Overview): string =>
  page(
    `${domain} · OpenShift`,
    `<h1>${escapeHtml(domain)}</h1>
<p>Signed in as ${escapeHtml(user)}</p>
${version === undefined ? '' : `<p>OpenShift ${escapeHtml(version)}</p>`}
${nodes === undefined ? '' : nodeTable(nodes)}
<form method="post" action="/logout"><button>Log out</button></form>`,
  );

const nodeTable = (nodes: NonNullable<Overview['nodes']>): string => `<table>
<thead><tr><th>Node</th><th>Roles</th><th>Status</th></tr></thead>
<tbody>
${nodes.map((node) => `<tr>${[node.name, node.roles, node.status].map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table>`;
