import { expect, it } from '@jest/globals';
import { exampleOf, PosthornTesting } from '@posthorn/testing';
import { Test } from '@nestjs/testing';
import { AppModule, SignupService, UserCreated } from './app.module.js';

it('tells the CRM of a new user, and tries again when it fails', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const posthorn = PosthornTesting.on(builder);
  const app = await (await builder.compile()).init();
  const crm = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });

  crm.answers(500, 503); // then 200
  await app.get(SignupService).signUp(exampleOf(UserCreated, { email: 'eve@example.com' }));

  expect(await posthorn.runRetries()).toEqual([30, 300]); // the waits in seconds
  await posthorn.expectDelivered(UserCreated, { email: 'eve@example.com' }, { to: crm, times: 1 });
  expect(crm.webhooks).toHaveLength(3); // verified, each attempt of them
  await app.close();
});
