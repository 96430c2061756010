import type { Socket } from 'node:net';
import { Pool, type Dispatcher } from 'undici';
import { DialError } from '../dial/dial-error.js';
import type { Dialler, DialTarget } from '../dial/dialler.js';
import type { Wire } from '../send/exchange.js';

/** Bytes that a connection may bring in between two sweeps, besides those of finished answers. */
const IDLE_ALLOWANCE = 1_048_576;
/** Bytes that one finished answer may have brought: 16 KiB of head, 128 KiB of body, what was under way. */
const ANSWER_ALLOWANCE = 262_144;

export interface OriginOptions {
  /** Scheme, host and port. */
  readonly url: string;
  readonly target: DialTarget;
  readonly connections: number;
  readonly keepAliveMs: number;
}

/** The kept connections to one origin under one TLS policy. */
export class Origin implements Wire {
  /** The sweep in which it was last used. */
  usedAt = 0;
  private readonly pool: Pool;
  private readonly sockets = new Map<Socket, number>();
  private underWay = 0;
  private answered = 0;

  constructor(
    options: OriginOptions,
    private readonly dialler: Dialler,
    private readonly currentSweep: () => number,
  ) {
    this.pool = new Pool(options.url, {
      connect: (_options, callback) => {
        this.dial(options.target).then(
          (socket) => callback(null, socket),
          (error: unknown) => callback(error as Error, null),
        );
      },
      connections: options.connections,
      // A second request behind an unanswered one would share its fate without having been at fault.
      pipelining: 1,
      keepAliveTimeout: options.keepAliveMs,
      // A receiver's hint lengthens this, but not without bound: the connections are ours.
      keepAliveMaxTimeout: Math.max(options.keepAliveMs, 30_000),
      // The exchange's own deadline covers all of it; undici's are coarse and cover parts.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  get isIdle(): boolean {
    return this.underWay === 0;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.pool.dispatch(options, handler);
  }

  enter(): void {
    this.underWay += 1;
  }

  leave(): void {
    this.underWay -= 1;
    this.answered += 1;
    this.usedAt = this.currentSweep();
  }

  /**
   * Ends connections on which far more comes in than answers account for: interim replies or chunk extensions without
   * end, which no limit of the parser stops and which would keep it busy until the deadline.
   */
  endFloods(): void {
    const allowance = IDLE_ALLOWANCE + this.answered * ANSWER_ALLOWANCE;
    this.answered = 0;
    for (const [socket, before] of this.sockets) {
      const now = socket.bytesRead;
      this.sockets.set(socket, now);
      if (now - before > allowance) socket.destroy(new DialError('protocol_error', 'Response without end'));
    }
  }

  /** Ends every connection at once; what is under way fails. */
  async destroy(): Promise<void> {
    const ended = this.pool.destroy(new DialError('aborted', 'The sender is closed'));
    // undici forgets clients whose connection once failed, but may still use them for what was queued.
    for (const socket of this.sockets.keys()) socket.destroy();
    await ended;
  }

  private async dial(target: DialTarget): Promise<Socket> {
    const socket = await this.dialler.dial(target);
    this.sockets.set(socket, socket.bytesRead);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}
