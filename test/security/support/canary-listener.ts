import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens where no delivery may ever arrive, and counts every connection. */
export class CanaryListener {
  hits = 0;

  private constructor(
    readonly port: number,
    private readonly servers: readonly Server[],
  ) {}

  /** On the same port of each address; those that this machine does not have are left out. */
  static async start(...addresses: readonly string[]): Promise<CanaryListener> {
    const servers: Server[] = [];
    let port = 0;
    for (const address of addresses) {
      const server = createServer((_request, response) => response.end('secret of the inside'));
      const listening = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false));
        server.listen(port, address, () => resolve(true));
      });
      if (!listening) continue;
      port = (server.address() as AddressInfo).port;
      servers.push(server);
    }
    const listener = new CanaryListener(port, servers);
    for (const server of servers) {
      server.on('connection', () => {
        listener.hits += 1;
      });
    }
    return listener;
  }

  async stop(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/** Ways of writing an address of this machine that is not allowed, each with this port. */
export function forbiddenUrls(port: number): readonly string[] {
  const hosts = [
    '127.0.0.2',
    '127.0.0.2.',
    '127.2',
    '2130706434',
    '0x7f000002',
    '0x7f.2',
    '0177.0.0.2',
    '127.0.0.%32',
    '127%2e0%2e0%2e2',
    '\uff11\uff12\uff17.0.0.2',
    '127\u30020\u30020\u30022',
    '\u2460\u2461\u2466.0.0.2',
    '0',
    '0.0.0.0',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.2]',
    '[::ffff:7f00:2]',
    '[::127.0.0.2]',
    '[64:ff9b::127.0.0.2]',
    '[64:ff9b::7f00:2]',
    '[2002:7f00:2::]',
    '[::ffff:0:127.0.0.2]',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '169.254.169.254',
    '192.168.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
  ];
  return [
    ...hosts.map((host) => `http://${host}:${port}/`),
    `http:127.0.0.2:${port}/`,
    `http:///127.0.0.2:${port}/`,
    `http:\\\\127.0.0.2:${port}/`,
    `http://127.0.0.1@127.0.0.2:${port}/`,
    `http://127.0.0.1:80@127.0.0.2:${port}/`,
    `http://127.0.0.2:${port}\\@127.0.0.1/`,
    ` http://127.0.0.2:${port}/`,
    `ht\ttp://127.0.0.2:${port}/`,
    `http://127.0.0.2\t:${port}/`,
    `HTTP://127.0.0.2:${port}/#fragment`,
    'http://127.0.0.1:22/',
    'http://127.0.0.1:5432/',
    'http://127.0.0.1:0/',
    `ftp://127.0.0.2:${port}/`,
    `ws://127.0.0.2:${port}/`,
    'file:///etc/passwd',
    'unix:/run/socket',
    'data:text/plain,x',
    'javascript:alert(1)',
  ];
}
