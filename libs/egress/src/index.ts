export { AddressPolicy, type AddressVerdict } from './address/address-policy.js';
export { classifyAddress, type AddressClass } from './address/classify-address.js';
export { isCertificateAuthority } from './dial/tls.js';
export { DnsResolver, type DnsResolverOptions } from './dns/dns-resolver.js';
export { ResolveError, type Resolution, type ResolveErrorCode, type Resolver } from './dns/resolver.js';
export { EgressConfigError, type EgressConfigErrorCode } from './egress.errors.js';
export { EgressOptions } from './egress.options.js';
export { EgressGuard, type DestinationCheck, type DestinationProblem, type EgressPorts } from './guard.js';
export {
  checkHeaders,
  HEADER_LIMITS,
  type HeaderProblem,
  type HeaderProblemCode,
  type HeaderRules,
} from './headers/check-headers.js';
export type { OutboundRequest, SendErrorCode, Sender, SendFailure, SendOutcome, SendResponse } from './sender.js';
export { createSender, type GuardedSender } from './undici-sender.js';
export {
  checkUrl,
  MAX_URL_LENGTH,
  type AllowedUrl,
  type RefusedUrl,
  type UrlCheck,
  type UrlPolicy,
  type UrlProblem,
} from './url/check-url.js';
export { portPolicy, type PortPolicy } from './url/port-policy.js';
