export { PaymentGateway, type Charge, type ChargeResult } from './gateway/payment-gateway.js';
export { SandboxGateway } from './gateway/sandbox-gateway.js';
export { Payment, type PaymentStatus } from './payment.entity.js';
export { PaymentNotFoundError, UnknownSourceError } from './payments.errors.js';
export { PaymentFailed, PaymentSucceeded } from './payments.events.js';
export { PaymentsModule } from './payments.module.js';
export { PaymentsService, type NewPayment } from './payments.service.js';
