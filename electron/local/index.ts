export {
  type LocalServices,
  type LocalServicesOptions,
  type ServicesProcess,
  startLocalServices,
} from './start.ts';
export { stageTemplate } from './template.ts';
