/** Where this page is served, as the server has written it into `index.html`. */
export interface Place {
  /** Path of the console without a slash at the end; '' at the root. */
  readonly base: string;
  /** What stands before `/v1` in the URLs of the REST API. */
  readonly api: string;
  /** Of the policy of this page: libraries that write styles need it. */
  readonly nonce: string;
  /** `host`: the application around the console signs people in, and there is no form. */
  readonly signIn: 'token' | 'host';
}

function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

export const place: Place = {
  base: meta('posthorn-base').replace(/\/+$/, ''),
  api: meta('posthorn-api').replace(/\/+$/, ''),
  nonce: meta('csp-nonce'),
  signIn: meta('posthorn-sign-in') === 'host' ? 'host' : 'token',
};
