import { applyDecorators, Controller, SerializeOptions, VERSION_NEUTRAL } from '@nestjs/common';

/**
 * A controller that answers the same in every host: a default version would put another path in front of it, and a
 * global `ClassSerializerInterceptor` that shows marked properties only would empty its answers.
 */
export function OwnController(path: string): ClassDecorator {
  return applyDecorators(
    Controller({ path, version: VERSION_NEUTRAL }),
    SerializeOptions({ ignoreDecorators: true, excludeExtraneousValues: false, strategy: 'exposeAll' }),
  );
}
