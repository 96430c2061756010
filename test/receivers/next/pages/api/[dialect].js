import { checks } from '../../checks.mjs';

/** The route of document 002, for every dialect: Next.js parses the body, the handler prints it again. */
export default function handler(request, response) {
  if (request.method !== 'POST') return response.status(405).json({ error: 'Method not allowed' });
  // Next.js parses `application/json` only; of CloudEvents it leaves the text.
  const parsed = typeof request.body === 'string' ? JSON.parse(request.body) : request.body;
  const header = (name) => request.headers[name] ?? '';
  if (!checks[request.query.dialect](header, JSON.stringify(parsed)))
    return response.status(401).send('Invalid signature');
  response.status(200).send('OK');
}
