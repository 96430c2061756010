/** Serves the built application on a free port, prints it, and goes on until it is ended. */
import { createServer } from 'node:http';
import next from 'next';

const application = next({ dev: false, dir: import.meta.dirname, hostname: '127.0.0.1', port: 3000 });
await application.prepare();
const handle = application.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
