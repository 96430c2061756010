import { channel, type Channel, type ChannelListener } from 'node:diagnostics_channel';
import { SIGNAL_TYPES, type PosthornSignal, type PosthornSignalType } from './posthorn-signal.js';

/** Name of the `node:diagnostics_channel` of a signal. */
export function channelName(type: PosthornSignalType): string {
  return `posthorn:${type}`;
}

const CHANNELS: ReadonlyMap<PosthornSignalType, Channel> = new Map(
  SIGNAL_TYPES.map((type) => [type, channel(channelName(type))]),
);

/**
 * Publishes a signal on its channel.
 *
 * `Channel.publish` throws what a subscriber throws again on a later turn, as an uncaught exception that ends the
 * process: an agent's fault would stop the deliveries. So the subscribers are called one by one where the channel shows
 * them (it does in Node 20 to 24), and by `publish` where it does not.
 */
export function publishDiagnostics(signal: PosthornSignal, onError: (error: unknown) => void): void {
  const target = CHANNELS.get(signal.type);
  if (!target?.hasSubscribers) return;
  const { _subscribers: subscribers } = target as { readonly _subscribers?: readonly ChannelListener[] };
  if (!Array.isArray(subscribers)) {
    target.publish(signal);
    return;
  }
  for (const subscriber of [...(subscribers as readonly ChannelListener[])]) {
    try {
      subscriber(signal, target.name);
    } catch (error) {
      onError(error);
    }
  }
}
