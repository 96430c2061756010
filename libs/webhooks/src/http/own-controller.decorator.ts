import { applyDecorators, Controller, SerializeOptions, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { markAsPosthorn } from './posthorn-route.js';
import { UntouchedAnswerInterceptor } from './untouched-answer.interceptor.js';

/**
 * A controller that answers the same in every host: a default version would put another path in front of it, and a
 * global `ClassSerializerInterceptor` that shows marked properties only would empty its answers, or fail on them.
 */
export function OwnController(path: string): ClassDecorator {
  return applyDecorators(
    markAsPosthorn,
    Controller({ path, version: VERSION_NEUTRAL }),
    UseInterceptors(UntouchedAnswerInterceptor),
    SerializeOptions({ ignoreDecorators: true, excludeExtraneousValues: false, strategy: 'exposeAll' }),
  );
}
