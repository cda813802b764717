import { prepareTemplate } from './prepare.ts';

const started = Date.now();
const { made, bytes } = await prepareTemplate();
const seconds = ((Date.now() - started) / 1000).toFixed(1);
if (made) console.log(`library template made: ${Math.round(bytes / 2 ** 20)} MB in ${seconds} s`);
