import type { Exchange } from '../exchange.ts';

/** One way in which a registry, or something before it, misbehaves. */
export interface Fault {
  readonly name: string;
  /** Whether it can befall such a request. */
  concerns(request: Pick<Exchange, 'method' | 'path'>): boolean;
  play(exchange: Exchange): Promise<void> | void;
}

export const anyRequest: Fault['concerns'] = () => true;

export const isDownload: Fault['concerns'] = ({ method, path }) =>
  method === 'GET' && /\/(blobs|manifests)\//.test(path);

export const isUpload: Fault['concerns'] = ({ method }) => method === 'PUT' || method === 'PATCH';

export const isRead: Fault['concerns'] = ({ method, path }) =>
  (method === 'GET' || method === 'HEAD') && /\/(blobs|manifests)\//.test(path);
