/** The download worker: the one that may ask other servers, for one file of one address. See protocol.ts. */
import { expose } from 'comlink';
import { downloadFile } from './downloadFile';
import type { DownloadApi } from './protocol';

const api: DownloadApi = { download: downloadFile };

expose(api);
