// What is sealed and how, without Nest: for command lines and jobs, which start in a fraction of its time.
export { AesSecretBox } from './aes-secret-box.js';
export { resealSecrets, unopenedKeys, type ResealOptions, type ResealReport } from './resealer.js';
export { sealedIdentity, type SecretBox } from './secret-box.js';
