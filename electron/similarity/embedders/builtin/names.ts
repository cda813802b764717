/** What the network, colours and edges say together. */
export const VISUAL_MODEL = 'sparklio-visual-480';
/** Colours and edges alone, where ONNX Runtime can't load. Never compared with the other. */
export const CLASSIC_MODEL = 'sparklio-classic-224';
