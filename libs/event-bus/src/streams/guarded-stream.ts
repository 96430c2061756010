/* eslint-disable @typescript-eslint/no-deprecated -- `lift` is the only way to stay guarded behind operators in RxJS 7 */
import { Observable, Subscriber } from 'rxjs';
import type { Observer, Operator, Subscription, TeardownLogic } from 'rxjs';

/** What is told when a subscriber throws, or the promise that it returned rejects. */
export interface StreamGuard {
  threw(error: unknown): void;
  /** A subscriber is an async function: its promise. */
  returned(promise: PromiseLike<unknown>): void;
}

/**
 * An Observable whose subscribers' failures reach the guard instead of the process. RxJS reports what a subscriber
 * throws on a later turn of the event loop, where nobody can connect it with its value and where it ends the process.
 * Holds behind operators too: the last `subscribe` of a pipe is guarded.
 */
export class GuardedStream<T> extends Observable<T> {
  constructor(
    private readonly guard: StreamGuard,
    subscribe?: (subscriber: Subscriber<T>) => TeardownLogic,
  ) {
    super(subscribe);
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new GuardedStream<R>(this.guard);
    lifted.source = this;
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // What operators subscribe with: their own errors travel down the pipe, to the observer that is guarded.
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const observer: Partial<Observer<T>> =
      typeof observerOrNext === 'object' && observerOrNext !== null
        ? observerOrNext
        : {
            ...(observerOrNext ? { next: observerOrNext } : {}),
            ...(error ? { error } : {}),
            ...(complete ? { complete } : {}),
          };
    return super.subscribe(this.guarded(observer));
  }

  private guarded(observer: Partial<Observer<T>>): Observer<T> {
    return {
      next: (value) => this.run(() => observer.next?.(value)),
      error: (error: unknown) => {
        if (observer.error === undefined) this.guard.threw(error);
        else this.run(() => observer.error?.(error));
      },
      complete: () => this.run(() => observer.complete?.()),
    };
  }

  private run(callback: () => unknown): void {
    try {
      const result = callback();
      if (isPromise(result)) this.guard.returned(result);
    } catch (error) {
      this.guard.threw(error);
    }
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
