/**
 * A program for a machine, as text of a module: it is well after WELL_AFTER milliseconds, answers with its environment,
 * ends when it is told to, and takes a while to stop.
 */
export const program = `
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const { HOST, HEALTH_HOST, HEALTH_PORT, PORT = '8443', WELL_AFTER = '0' } = process.env;
const begun = Date.now();
let stopping = false;
let requests = 0;
const isWell = () => WELL_AFTER !== 'never' && Date.now() - begun >= Number(WELL_AFTER);

createServer((request, response) => {
  const answer = (status, body) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  const path = request.url;
  if (path === '/healthz/vm')
    return answer(isWell() ? 200 : 503, { ApplicationHealthState: isWell() ? 'Healthy' : 'Unknown' });
  if (path === '/metrics')
    return answer(200, 'aro_rp_backend_messages{outcome="completed"} ' + requests + '\\naro_rp_message_age_seconds{queue="q"} 7\\n');
  answer(404, '');
}).listen(Number(HEALTH_PORT), HEALTH_HOST);

createServer((request, response) => {
  requests += 1;
  const answer = (status, body) => response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
  if (request.url === '/healthz/ready') return answer(stopping || !isWell() ? 503 : 200, {});
  if (request.url === '/environment') return answer(200, process.env);
  if (request.url === '/secret') return answer(200, readFileSync(process.env.SECRET_FILE, 'utf8'));
  if (request.url === '/end') {
    console.log('told to end');
    answer(200, {});
    return setTimeout(() => process.exit(3), 10);
  }
  answer(200, { pid: process.pid });
}).listen(Number(PORT), HOST);

process.on('SIGTERM', () => {
  stopping = true;
  console.log('stopping');
  setTimeout(() => process.exit(0), 100);
});
`;
