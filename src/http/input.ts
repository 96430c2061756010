import { ApiBody, ApiQuery } from '@nestjs/swagger';
import { RequestBody, RequestQuery } from '@posthorn/webhooks';

/** The checked body, seen by OpenAPI too, which does not look into parameter decorators. */
export function Input(type: new () => object): ParameterDecorator {
  const read = RequestBody(type);
  return (target, key, index) => {
    read(target, key, index);
    documentWith(ApiBody({ type }), target, key);
  };
}

/** The checked query string, seen by OpenAPI too. */
export function Filter(type: new () => object): ParameterDecorator {
  const read = RequestQuery(type);
  return (target, key, index) => {
    read(target, key, index);
    documentWith(ApiQuery({ type }), target, key);
  };
}

function documentWith(decorate: MethodDecorator, target: object, key: string | symbol | undefined): void {
  if (key === undefined) return;
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor) decorate(target, key, descriptor);
}
