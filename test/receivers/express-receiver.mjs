/**
 * A receiver in the manner of the documents: Express parses the body as JSON, the handler prints it again and
 * compares signatures. One route for each dialect. Prints its port, then serves until it is ended.
 */
import express from 'express';
import { checks } from './checks.mjs';

const app = express();
app.use(express.json({ type: ['application/json', 'application/cloudevents+json'] }));
app.post('/:dialect', (request, response) => {
  const body = JSON.stringify(request.body);
  const header = (name) => request.headers[name] ?? '';
  if (!checks[request.params.dialect](header, body)) return response.status(401).send('Invalid signature');
  response.status(200).send('OK');
});
app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  response.status(error.status ?? 500).send(error.message);
});

const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
