import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { EventBus } from '@posthorn/event-bus';
import { DataSource, type EntityManager } from 'typeorm';

import { Ids, isId, takePage, type Page, type PageRequest } from '../../common/index.js';
import { ProjectsService } from '../projects/index.js';
import { PaymentGateway, type ChargeResult } from './gateway/payment-gateway.js';
import { Payment, type PaymentStatus } from './payment.entity.js';
import { PaymentKeyReusedError, PaymentNotFoundError, UnknownSourceError } from './payments.errors.js';
import { PaymentFailed, PaymentSucceeded, paymentData } from './payments.events.js';

export interface NewPayment {
  readonly projectId: string;
  /** In minor units. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly source: string;
  /** The same for who asks again; null when every request is another payment. */
  readonly idempotencyKey: string | null;
}

const STALE_PAGE = 100;

export interface PaymentFilter {
  readonly projectId: string | null;
  readonly status?: PaymentStatus;
}

/**
 * Payments of a project. The row is committed before the gateway is asked and settled, with its event, after: no
 * transaction is open while the gateway works, and a process that dies in between leaves a row that says so. Whoever
 * finds it, housekeeping or the client that asks again, asks the gateway under the same id: one charge.
 */
@Injectable()
export class PaymentsService {
  private readonly logger = new Logger(PaymentsService.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly projects: ProjectsService,
    private readonly gateway: PaymentGateway,
  ) {}

  /**
   * @returns the payment, `processing` when the gateway did not answer
   * @throws ProjectNotFoundError, UnknownSourceError, PaymentKeyReusedError
   */
  async create(input: NewPayment): Promise<Payment> {
    if (!this.gateway.knows(input.source)) throw new UnknownSourceError(this.gateway.documentedSources);
    const payment = await this.dataSource.transaction(async (manager) => {
      await this.projects.hold(manager, input.projectId, 'project_id');
      return this.begin(manager, input);
    });
    return payment.status === 'processing' ? this.charge(payment) : payment;
  }

  list(page: PageRequest, filter: PaymentFilter): Promise<Page<Payment>> {
    const query = this.projects.visible(this.dataSource.getRepository(Payment).createQueryBuilder('payment'));
    if (filter.projectId !== null) query.andWhere('payment.projectId = :projectId', { projectId: filter.projectId });
    if (filter.status !== undefined) query.andWhere('payment.status = :status', { status: filter.status });
    return takePage(query, page);
  }

  /** @param within the project that the caller is confined to. @throws PaymentNotFoundError */
  async get(id: string, within: string | null): Promise<Payment> {
    const query = this.projects.visible(this.dataSource.getRepository(Payment).createQueryBuilder('payment'));
    const payment = isId(id, 'pay') ? await query.andWhere('payment.id = :id', { id }).getOne() : null;
    if (!payment || (within !== null && payment.projectId !== within)) throw new PaymentNotFoundError();
    return payment;
  }

  /**
   * Asks the gateway again about payments whose process died before it had settled them.
   * @param olderThanMs how long a payment may be under way before somebody else may ask
   * @returns how many were settled
   */
  async settleStale(olderThanMs: number): Promise<number> {
    let settled = 0;
    let last = '';
    for (;;) {
      const stale = await this.dataSource
        .getRepository(Payment)
        .createQueryBuilder('payment')
        .where(`payment.status = 'processing'`)
        .andWhere(`payment.createdAt < now() - :age * interval '1 millisecond'`, { age: olderThanMs })
        .andWhere('payment.id > :last', { last })
        .orderBy('payment.id')
        .take(STALE_PAGE)
        .getMany();
      let now = 0;
      for (const payment of stale) if ((await this.charge(payment)).status !== 'processing') now += 1;
      settled += now;
      last = stale.at(-1)?.id ?? last;
      // Of a whole page none: the gateway is away, and asking it for the others would hold everything up.
      if (stale.length < STALE_PAGE || now === 0) return settled;
    }
  }

  /** Writes the payment down, or finds the one that this key began. */
  private async begin(manager: EntityManager, input: NewPayment): Promise<Payment> {
    const { idempotencyKey } = input;
    if (idempotencyKey !== null) await this.forgetOldKey(manager, idempotencyKey);
    const id = this.ids.next('pay');
    const inserted = manager.createQueryBuilder().insert().into(Payment);
    await inserted
      .values({ ...input, id, status: 'processing' })
      .orIgnore()
      .execute();
    const payment = await manager.findOneByOrFail(Payment, idempotencyKey === null ? { id } : { idempotencyKey });
    const { projectId, amount, currency, source } = payment;
    const isSame =
      projectId === input.projectId &&
      amount === input.amount &&
      currency === input.currency &&
      source === input.source;
    if (!isSame) throw new PaymentKeyReusedError();
    return payment;
  }

  /** A key means the same request for a day, as those of every other route. */
  private async forgetOldKey(manager: EntityManager, idempotencyKey: string): Promise<void> {
    const update = manager.createQueryBuilder().update(Payment);
    await update
      .set({ idempotencyKey: null, updatedAt: () => 'updated_at' })
      .where({ idempotencyKey })
      .andWhere(`created_at < now() - interval '24 hours'`)
      .execute();
  }

  /**
   * Asks the gateway and records its answer. The row is committed before: a failure here must not become one of the
   * request, whose `Idempotency-Key` would then be free again and its repetition a second charge.
   */
  private async charge(payment: Payment): Promise<Payment> {
    try {
      return await this.settle(payment.id, await this.gateway.charge(payment));
    } catch (error) {
      this.logger.warn({ message: 'a payment is not settled and will be asked for again', payment: payment.id, error });
      return payment;
    }
  }

  /** The first settlement counts. A deleted project hears of nothing any more: `project.deleted` was its last event. */
  private settle(id: string, result: ChargeResult): Promise<Payment> {
    return this.dataSource.transaction(async (manager) => {
      const { projectId } = await manager.getRepository(Payment).findOneByOrFail({ id });
      const heard = await this.projects.tryHold(manager, projectId);
      const payment = await manager
        .getRepository(Payment)
        .findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
      if (payment.status !== 'processing') return payment;
      payment.status = result.status;
      payment.failureCode = result.status === 'failed' ? result.failureCode : null;
      payment.failureMessage = result.status === 'failed' ? result.failureMessage : null;
      const saved = await manager.save(payment);
      if (heard) {
        const type = saved.status === 'succeeded' ? PaymentSucceeded : PaymentFailed;
        await this.bus.publish(type, paymentData(saved), { tx: manager, projectId });
      }
      return saved;
    });
  }
}
