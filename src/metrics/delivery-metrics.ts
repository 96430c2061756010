import { Counter, Histogram, type Registry } from 'prom-client';

/** The numbers of the deliveries of this process. */
export class DeliveryMetrics {
  private readonly durations: Histogram<'outcome'>;
  private readonly lost: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.durations = new Histogram({
      name: 'posthorn_delivery_attempt_duration_seconds',
      help: 'Time of an attempt, by its outcome.',
      labelNames: ['outcome'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
      registers,
    });
    this.lost = new Counter({
      name: 'posthorn_leases_lost_total',
      help: 'Outcomes that came after their lease had ended.',
      registers,
    });
  }

  attempt(outcome: string, seconds: number): void {
    this.durations.observe({ outcome }, seconds);
  }

  leaseLost(outcomes: number): void {
    this.lost.inc(outcomes);
  }
}
