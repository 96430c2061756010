import { Controller, Get, Headers, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@posthorn/webhooks';

import { CurrentCaller, Scopes } from '../../auth/index.js';
import { Creates, Reads, Filter, Input, ListPages } from '../../http/index.js';
import { ProjectAccess } from '../projects/index.js';
import { CreatePaymentDto, PaymentListView, PaymentQuery, PaymentView } from './payment.dto.js';
import { paymentData } from './payments.events.js';
import { PaymentsService } from './payments.service.js';

@ApiTags('payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly access: ProjectAccess,
    private readonly pages: ListPages,
  ) {}

  @Post()
  @Scopes('payments:write')
  @Creates(PaymentView)
  async create(
    @Input(CreatePaymentDto) body: CreatePaymentDto,
    @CurrentCaller() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<PaymentView> {
    const { amount, source } = body;
    const projectId = this.access.target(caller, body.project_id);
    const currency = body.currency.toUpperCase();
    // Each caller has keys of its own, as everywhere.
    const idempotencyKey = key === undefined ? null : `${caller.actor} ${key}`;
    return paymentData(await this.payments.create({ projectId, amount, currency, source, idempotencyKey }));
  }

  @Get()
  @Scopes('payments:read')
  @Reads(PaymentListView)
  async list(@Filter(PaymentQuery) query: PaymentQuery, @CurrentCaller() caller: Caller): Promise<PaymentListView> {
    const projectId = this.access.filter(caller, query.project_id);
    const list = ['payments', projectId, query.status] as const;
    const page = await this.payments.list(this.pages.request(query, list), { projectId, status: query.status });
    return { payments: page.items.map(paymentData), next_cursor: this.pages.next(page, list) };
  }

  @Get(':id')
  @Scopes('payments:read')
  @Reads(PaymentView)
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<PaymentView> {
    return paymentData(await this.payments.get(id, caller.projectId));
  }
}
