import type { Socket } from 'node:net';
import type { Server } from 'node:http';

import { problem } from '@posthorn/webhooks';
import type { NextFunction, Request, Response } from 'express';

import { OPERATIONS } from './role-gate.js';

/**
 * The end of serving. Node's `server.close()` waits for clients that keep their connection, who may go on asking on it
 * for ever, and for those who have connected and said nothing yet.
 */
export class Draining {
  private readonly answering = new Map<Response, Socket>();
  private readonly sockets = new Set<Socket>();
  private begun = false;

  /** In front of everything else. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const { socket } = request;
    this.answering.set(response, socket);
    response.once('close', () => {
      this.answering.delete(response);
      // An answer whose head was out before this began has not told its client to close.
      if (this.begun && ![...this.answering.values()].includes(socket)) socket.end();
    });
    if (!this.begun || OPERATIONS.has(request.path)) {
      if (this.begun) response.setHeader('Connection', 'close');
      next();
      return;
    }
    // The request is not read: nothing of it was begun, and a client with another process to go to can go there.
    response.setHeader('Connection', 'close');
    response.setHeader('Retry-After', '1');
    const answer = problem(503, 'stopping', 'This process is stopping. Send the request again.');
    response.status(503).type('application/problem+json').send(JSON.stringify(answer));
  };

  /** Before the server listens. */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Takes no more connections and requests, and lets those end that are being answered. */
  begin(server: Server): void {
    this.begun = true;
    server.close();
    const busy = new Set(this.answering.values());
    for (const response of this.answering.keys()) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    for (const socket of this.sockets) if (!busy.has(socket)) socket.destroy();
  }
}
