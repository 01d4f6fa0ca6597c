import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '../../support/app-process';

/** Leads from a socket in the file system to a port; runs in the network of a container, which has its own loopback. */
const INSIDE = `
const net = require('node:net');
const [socket, port] = process.argv.slice(1);
net.createServer((outer) => {
  const inner = net.connect(Number(port), '127.0.0.1');
  for (const each of [outer, inner]) each.on('error', () => {});
  outer.pipe(inner).pipe(outer);
}).listen(socket, () => console.log('listening'));
`;

/** Leads from a port of this machine to the same port inside of a container without a network. */
export class NetworkBridge {
  private constructor(
    readonly server: net.Server,
    readonly inside: ChildProcess,
  ) {}

  /** @param pid the container's first process */
  static async start(pid: number, port: number): Promise<NetworkBridge> {
    const socket = path.join(temporaryFolder(), 'bridge');
    const inside = spawn('nsenter', [
      `--net=/proc/${pid}/ns/net`,
      process.execPath,
      '-e',
      INSIDE,
      socket,
      String(port),
    ]);
    await once(inside.stdout, 'data');
    const server = net.createServer((outer) => {
      const inner = net.connect(socket);
      for (const each of [outer, inner]) each.on('error', () => {});
      outer.pipe(inner).pipe(outer);
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return new NetworkBridge(server, inside);
  }

  close(): void {
    this.server.close();
    this.inside.kill();
  }
}
