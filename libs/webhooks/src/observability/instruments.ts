import type { MetricFamily, Sample } from './metric-family.js';

/** Counts by the value of one label, or in all. */
export class Counter {
  private readonly counts = new Map<string, number>();

  /** @param values the label's possible values: all of them are shown from the beginning, as 0 */
  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly label: string | null = null,
    values: readonly string[] = [''],
  ) {
    for (const value of values) this.counts.set(value, 0);
  }

  add(count: number, value = ''): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + count);
  }

  family(): MetricFamily {
    const { name, help, label } = this;
    const samples = [...this.counts].map(([value, count]) => ({
      labels: label === null ? {} : { [label]: value },
      value: count,
    }));
    return { name, help, type: 'counter', samples };
  }
}

/** Durations in seconds, by the value of one label. */
export class Histogram {
  private readonly classes = new Map<string, { readonly counts: number[]; sum: number }>();

  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bounds: readonly number[],
    private readonly label: string | null = null,
  ) {}

  observe(seconds: number, value = ''): void {
    let found = this.classes.get(value);
    if (found === undefined) {
      found = { counts: new Array<number>(this.bounds.length + 1).fill(0), sum: 0 };
      this.classes.set(value, found);
    }
    let index = 0;
    for (const bound of this.bounds) if (seconds > bound) index++;
    found.counts[index] = (found.counts[index] ?? 0) + 1;
    found.sum += seconds;
  }

  family(): MetricFamily {
    const { name, help, label, bounds } = this;
    const samples: Sample[] = [];
    for (const [value, { counts, sum }] of this.classes) {
      const labels = label === null ? {} : { [label]: value };
      let total = 0;
      for (const [index, count] of counts.entries()) {
        total += count;
        const le = index < bounds.length ? String(bounds[index]) : '+Inf';
        samples.push({ suffix: '_bucket', labels: { ...labels, le }, value: total });
      }
      samples.push({ suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total });
    }
    return { name, help, type: 'histogram', samples };
  }
}
