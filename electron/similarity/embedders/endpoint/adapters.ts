import type { EndpointAdapter as AdapterName } from '../../../../shared/domain/servers.ts';
import type { EndpointAdapter } from './adapter.ts';
import { clipAsService } from './clip-as-service.ts';
import { immich } from './immich.ts';
import { infinity } from './infinity.ts';
import { vllm } from './vllm.ts';

export const adapters: Readonly<Record<AdapterName, EndpointAdapter>> = {
  infinity,
  vllm,
  immich,
  'clip-as-service': clipAsService,
};
