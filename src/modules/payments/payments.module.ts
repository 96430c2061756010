import { Module } from '@nestjs/common';
import { EventCatalogModule } from '@posthorn/event-bus';

import { ProjectsModule } from '../projects/index.js';
import { PaymentGateway } from './gateway/payment-gateway.js';
import { SandboxGateway } from './gateway/sandbox-gateway.js';
import { PaymentsController } from './payments.controller.js';
import { paymentEvents } from './payments.events.js';
import { PaymentsService } from './payments.service.js';

@Module({
  imports: [ProjectsModule, EventCatalogModule.forFeature(paymentEvents)],
  controllers: [PaymentsController],
  providers: [PaymentsService, { provide: PaymentGateway, useClass: SandboxGateway }],
  exports: [PaymentsService],
})
export class PaymentsModule {}
