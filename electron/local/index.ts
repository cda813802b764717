export {
  type LocalServices,
  type LocalServicesOptions,
  type ServicesProcess,
  startLocalServices,
} from './start.ts';
