export { VERSION } from '@posthorn/webhooks';
